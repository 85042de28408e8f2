import type { Command } from 'commander';
import { type Connection, readWorkspaces, withConnection } from '../connection.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Io, type Result, timeText } from '../output.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

type Options = VerbOptions & { readonly data: string; readonly since?: string };

const hourMs = 3_600_000;

export function addBackfill(program: Command, verb: Verb): void {
  const command = addVerb(
    program,
    'backfill <system>',
    'have ingest ask a source system what has changed there; what is here already is not done twice',
    ['junctor backfill servicenow', 'junctor backfill servicenow --since 6h', 'junctor backfill servicenow --since 2026-11-20T00:00:00Z'],
  ).option('--since <when>', 'a time, or how long ago: 90m, 6h, 7d (default: since the watermark, or the last hour)');
  addData(command).action((system: string, options: Options) => runVerb(verb, options, () => backfill(verb.io, system, options)));
}

async function backfill(io: Io, system: string, { data, since }: Options): Promise<Result> {
  // Before anything is connected to: a slip of the finger needs no servers to be told.
  const wanted = since === undefined ? null : agoOf(since, Date.now());
  return await withConnection(io, data, async (connection) => {
    await requireAskable(connection, system);
    const { store } = connection;
    const known = (await store.watermarks()).find((each) => each.system === system);
    const now = Date.now();
    const ago = wanted ?? (known === undefined ? hourMs : Math.max(0, now - known.watermark));
    await store.wantBackfill(system, ago, 'a person asked');
    const from = now - ago;
    const last = known?.lastError ? [`the last one failed: ${known.lastError}`] : [];
    return {
      code: exitCodes.ok,
      json: { system, since: from, wanted: true, lastRun: known?.lastRun ?? null, lastError: known?.lastError ?? null },
      lines: [`asked for what has changed at ${system} since ${timeText(from)}; a running ingest does it within seconds`, ...last],
    };
  });
}

async function requireAskable(connection: Connection, system: string): Promise<void> {
  const workspace = (await readWorkspaces(connection))?.current() ?? null;
  if (workspace === null) throw new CliError(exitCodes.notFound, 'no workspace has been applied yet', 'run `junctor apply`');
  const spec = workspace.systems.get(system);
  if (spec === undefined)
    throw new CliError(exitCodes.notFound, `no system "${system}" in the applied workspace`, 'see systems/*.yaml, or run `junctor apply`');
  const { askable } = await import('#services/all-in-one');
  if (!askable(spec))
    throw new CliError(exitCodes.refused, `connector ${spec.connector} cannot ask what has changed`, 'let the source send its state again');
  if (!workspace.flows.some(({ source }) => source.system === system))
    throw new CliError(exitCodes.refused, `no flow begins at ${system}`, 'add a flow with this system as its source');
}

/** How long ago, in milliseconds. */
function agoOf(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * ({ m: 60_000, h: hourMs, d: 24 * hourMs }[unit ?? ''] ?? 0);
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || at > now)
    throw new CliError(
      exitCodes.usage,
      `--since ${JSON.stringify(text.slice(0, 60))} is no time in the past`,
      'such as 6h, or 2026-11-20T00:00:00Z',
    );
  return now - at;
}
