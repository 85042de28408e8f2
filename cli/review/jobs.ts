import { randomUUID } from 'node:crypto';
import type { Job, JobAction, JobItem, JobItemState, Store } from '#libs/state';
import { type Connection, withConnection } from '../connection.ts';
import { CliError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colorsOf, count, type Io, plain, type Result, table, timeText } from '../output.ts';
import type { VerbOptions } from '../verb.ts';
import { declinedError } from './declined.ts';
import { type DeedOptions, deedOf, type SelectOptions, selectionOf } from './options.ts';
import { remapItems } from './remap.ts';

export type JobOptions = VerbOptions & DeedOptions & SelectOptions & WaitOptions & { readonly data: string; readonly remap?: boolean };

export interface WaitOptions {
  readonly wait?: boolean;
  readonly timeout: number;
}

const maxShown = 50;

/** Orders a job for the server to do; with --wait says how each record ended. */
export async function orderJob(io: Io, action: JobAction, ids: readonly string[], options: JobOptions): Promise<Result> {
  const by = deedOf(io, options);
  const items = selectionOf(ids, options);
  return await withConnection(io, options.data, async (connection) => {
    const { store, env } = connection;
    if (options.remap) await remapItems(io, connection, items, by);
    const { JUNCTOR_REVIEW_APPROVE_ABOVE: approvalAbove, JUNCTOR_REVIEW_FOUR_EYES: fourEyes } = env;
    const opened = await store.openJob({ id: randomUUID(), action, items, approvalAbove, fourEyes, ...by });
    if (opened.kind === 'declined') throw declinedError(opened);
    return options.wait ? waited(io, store, opened.job, options.timeout) : jobResult(io, store, opened.job);
  });
}

export async function showJob(io: Io, id: string, options: VerbOptions & WaitOptions & { readonly data: string }): Promise<Result> {
  return await withConnection(io, options.data, async ({ store }) => {
    const job = await store.reviewJob(id);
    if (job === null) throw new CliError(exitCodes.notFound, `no job has the id ${id}`, 'see `junctor review jobs`');
    return options.wait ? waited(io, store, job, options.timeout) : jobResult(io, store, job);
  });
}

const lookEveryMs = 500;

/** Progress goes to standard error. */
async function waited(io: Io, store: Connection['store'], job: Job, timeoutSeconds: number): Promise<Result> {
  const deadline = Date.now() + timeoutSeconds * 1_000;
  let now = job;
  let said = '';
  while (now.state !== 'done' && Date.now() < deadline) {
    const progress = countsText(now);
    if (progress !== said) io.err(`${progress}\n`);
    said = progress;
    if (now.state === 'approval') break;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    now = (await store.reviewJob(job.id)) ?? now;
  }
  return await jobResult(io, store, now, now.state !== 'done');
}

async function jobResult(io: Io, store: Pick<Store, 'jobItems'>, job: Job, late = false): Promise<Result> {
  const colors = colorsOf(io);
  const items = await store.jobItems(job.id, { limit: 100_000, offset: 0 });
  const rows = items.slice(0, maxShown).map(({ itemId, state, text }) => [itemId, state, text]);
  const lines = [
    `job ${colors.bold(job.id)}: ${job.action} by ${plain(job.actor)}, ${timeText(job.createdAt)}: ${plain(job.reason)}`,
    ...table(['RECORD', 'STATE', 'WHAT CAME OF IT'], rows, colors),
    ...(items.length > maxShown ? [`${count(items.length - maxShown, 'record')} more: -o json shows all`] : []),
    countsText(job),
    ...nextLines(job, late),
  ];
  return { code: codeOf(job, late), json: { job, items: items.map(itemJson) }, lines };
}

const itemJson = (item: JobItem): Record<string, unknown> => ({ ...item });

const bad: readonly JobItemState[] = ['failed', 'refused', 'unfinished'];

function codeOf(job: Job, late: boolean): ExitCode {
  if (job.state === 'approval') return exitCodes.refused;
  return late || bad.some((state) => (job.counts[state] ?? 0) > 0) ? exitCodes.failed : exitCodes.ok;
}

function nextLines(job: Job, late: boolean): string[] {
  if (job.state === 'approval') return [`it waits for a second person: junctor review approve ${job.id}`];
  if (late) return ['not done in this time: is `junctor up` running? `junctor review job` shows how it goes on'];
  return job.state === 'done' ? [] : [`the server does it: junctor review job ${job.id} --wait`];
}

export function countsText({ counts, total }: Job): string {
  const parts = Object.entries(counts).map(([state, n]) => `${n} ${state}`);
  return `${count(total, 'record')}: ${parts.join(', ')}`;
}
