import { topicSpecs } from '#libs/model';
import { EditError } from '#libs/review';
import type { ReviewDetail, ReviewFilter, ReviewState } from '#libs/state';
import { type Connection, withConnection } from '../connection.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, count, type Io, type Result } from '../output.ts';
import type { VerbOptions } from '../verb.ts';
import { detailLines, groupLines, itemLines } from './text.ts';

export type LookOptions = VerbOptions & {
  readonly data: string;
  readonly limit: number;
  readonly cause?: string;
  readonly system?: string;
  readonly flow?: string;
  readonly state?: ReviewState;
};

function filterOf({ cause, system, flow, state }: LookOptions): ReviewFilter {
  return {
    ...(cause === undefined ? {} : { fingerprint: cause }),
    ...(system === undefined ? {} : { system }),
    ...(flow === undefined ? {} : { flow }),
    ...(state === undefined ? {} : { states: [state] }),
  };
}

export async function showGroups(io: Io, options: LookOptions): Promise<Result> {
  const page = { limit: options.limit, offset: 0 };
  const groups = await withConnection(io, options.data, ({ store }) => store.reviewGroups(filterOf(options), page));
  const colors = colorsOf(io);
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  const end = groups.length === 0 ? 'nothing waits for a person' : `${count(total, 'record')} of ${count(groups.length, 'cause')}`;
  return { code: exitCodes.ok, json: { groups, total }, lines: [...groups.flatMap((group) => groupLines(group, colors)), end] };
}

export async function showItems(io: Io, options: LookOptions): Promise<Result> {
  const page = { limit: options.limit, offset: 0 };
  const items = await withConnection(io, options.data, ({ store }) => store.reviewItems(filterOf(options), page));
  const colors = colorsOf(io);
  const limited = items.length === options.limit;
  const none = options.state === undefined || options.state === 'open' ? 'nothing waits for a person' : 'there is nothing of this kind';
  const end = items.length === 0 ? [none] : limited ? [`only ${options.limit} are shown; --limit shows more`] : [];
  return { code: exitCodes.ok, json: { items, limited }, lines: [...items.flatMap((item) => itemLines(item, colors)), ...end] };
}

export async function showItem(io: Io, id: string, { data }: { readonly data: string }): Promise<Result> {
  const detail = await withConnection(io, data, (connection) => itemOf(connection, id));
  const schema = topicSpecs.find((spec) => spec.topic === detail.sourceTopic)?.model ?? null;
  return { code: exitCodes.ok, json: { item: jsonOf(detail), schema }, lines: detailLines(detail, schema, colorsOf(io)) };
}

/** Bytes as base64; what they say as JSON. */
function jsonOf({ payload, ...detail }: ReviewDetail): Record<string, unknown> {
  const value = payload?.value?.toString('base64') ?? null;
  const content: unknown = payload?.content ? JSON.parse(payload.content) : null;
  const revisions = detail.revisions.map((revision) => ({ ...revision, content: JSON.parse(revision.content) as unknown }));
  return { ...detail, revisions, payload: payload === null ? null : { ...payload, value, content } };
}

/** @throws CliError notFound. */
export async function itemOf({ store }: Pick<Connection, 'store'>, id: string): Promise<ReviewDetail> {
  const detail = await store.reviewItem(id);
  if (detail === null)
    throw new CliError(exitCodes.notFound, `no parked record has the id ${id}`, 'look for it with `junctor review list`');
  return detail;
}

/** An edit that can't be made, with its next step. */
export function asCliError(error: unknown): unknown {
  return error instanceof EditError ? new CliError(exitCodes.failed, error.message, error.hint, { cause: error }) : error;
}
