import { type Difference, dryRun, type Ending, edited } from '#libs/review';
import { readWorkspaces, withConnection } from '../connection.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Colors, colorsOf, type Io, plain, type Result } from '../output.ts';
import type { VerbOptions } from '../verb.ts';
import { declinedError } from './declined.ts';
import { asCliError, itemOf } from './look.ts';
import { actorOf, type DeedOptions, deedOf, type EditOptions, editOf } from './options.ts';

type Options = VerbOptions & DeedOptions & EditOptions & { readonly data: string };

/** Keeps an edit as the next revision; nothing is sent. */
export async function editItem(io: Io, id: string, options: Options): Promise<Result> {
  const by = deedOf(io, options);
  const edit = await editOf(io, options);
  if (edit === null) throw new CliError(exitCodes.usage, 'nothing to change was given', 'use --set path=value, or --file');
  return await withConnection(io, options.data, async ({ store, env }) => {
    const detail = await itemOf({ store }, id);
    const before = detail.revisions.at(-1)?.content ?? detail.payload?.content ?? null;
    const revised = await store.revise(
      id,
      contentOf(() => edited(detail.payload?.form ?? 'bytes', before, edit)),
      by,
    );
    if (revised.kind === 'declined') throw declinedError(revised);
    const { n } = revised.revision;
    const approve = env.JUNCTOR_REVIEW_FOUR_EYES ? `a second person: junctor review approve ${id}; then ` : '';
    return {
      code: exitCodes.ok,
      json: { id, revision: n, fourEyes: env.JUNCTOR_REVIEW_FOUR_EYES },
      lines: [
        `revision ${n} of ${plain(id)} is kept; nothing was sent`,
        `next: junctor review dry-run ${id}; ${approve}junctor review replay ${id} --reason "..."`,
      ],
    };
  });
}

function contentOf(make: () => string): string {
  try {
    return make();
  } catch (error) {
    throw asCliError(error);
  }
}

/** What a replay would do, under the workspace that is applied now. */
export async function dryRunItem(io: Io, id: string, options: Options): Promise<Result> {
  const edit = await editOf(io, options);
  const { steps } = await import('#services/all-in-one');
  return await withConnection(io, options.data, async (connection) => {
    const detail = await itemOf(connection, id);
    const workspaces = await readWorkspaces(connection);
    const workspace = workspaces?.current();
    if (!workspace) throw new CliError(exitCodes.notFound, 'no workspace has been applied yet', 'apply one: junctor apply');
    const context = connection.store.context.bind(connection.store);
    const done = await dryRun(detail, edit, { steps, workspace, context }).catch((error: unknown) => {
      throw asCliError(error);
    });
    const colors = colorsOf(io);
    const bad = done.ends.some((end) => end.kind === 'parked');
    const lines = [
      ...(done.edits.length === 0 ? [] : ['the edit changes:', ...done.edits.map((each) => differenceLine(each, colors))]),
      'a replay would end so:',
      ...done.ends.flatMap((end) => endingLines(end, colors)),
      ...(done.changes.length === 0 ? [] : ['at the destination:', ...done.changes.map((each) => differenceLine(each, colors))]),
      'nothing was sent',
    ];
    return { code: bad ? exitCodes.failed : exitCodes.ok, json: { id, workspace: workspace.revision, ...done }, lines };
  });
}

function differenceLine({ path, before, after }: Difference, colors: Colors): string {
  return `  ${plain(path)}: ${before === null ? colors.dim('nothing') : plain(before)} -> ${after === null ? colors.dim('nothing') : plain(after)}`;
}

function endingLines(end: Ending, colors: Colors): string[] {
  if (end.kind === 'parked') {
    const flow = end.flow === null ? '' : `, flow ${end.flow}`;
    return [`  ${colors.red('parked again')} at ${end.stage}${plain(flow)}: ${plain(end.code)} ${plain(end.reason, 500)}`];
  }
  if (end.kind === 'filtered') return [`  dropped at ${end.stage}: ${plain(end.reason, 500)}`];
  if (end.kind === 'projected') return [`  kept as a ${plain(end.model)}`];
  return [
    `  ${colors.green('delivered')} to ${plain(`${end.targetSystem}/${end.targetKey}`, 300)} by flow ${plain(end.flow)}, unless something newer was`,
    ...end.rules.map(({ rule, why }) => `    ${plain(rule)}: ${plain(why, 300)}`),
    ...JSON.stringify(end.want, null, 2)
      .split('\n')
      .map((line) => `    ${plain(line, 1_000)}`),
  ];
}

export async function approveId(io: Io, id: string, options: Options): Promise<Result> {
  const by = { actor: actorOf(io, options.actor), reason: options.reason ?? 'approved' };
  return await withConnection(io, options.data, async ({ store }) => {
    const approved = await store.approve(id, by);
    if (approved.kind === 'declined') throw declinedError(approved);
    return { code: exitCodes.ok, json: { id, approvedBy: by.actor }, lines: [`${plain(id)} is approved by ${plain(by.actor)}`] };
  });
}
