import { resolve } from 'node:path';
import type { Command } from 'commander';
import { compileWorkspace, revisionOf } from '#libs/flow';
import { checkFolder, problemLines } from '../check-workspace.ts';
import { withConnection } from '../connection.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, count, type Io, plain, type Result, table, timeText } from '../output.ts';
import type { Calls } from '../shadow/comparison.ts';
import { runShadow, type Shadow } from '../shadow/shadow.ts';
import type { Window } from '../shadow/window.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

type Options = VerbOptions & {
  readonly data: string;
  readonly flow: string;
  readonly from: string;
  readonly to?: string;
  readonly shadow?: boolean;
  readonly workspace: string;
};

export function addReplay(program: Command, verb: Verb): void {
  const command = addVerb(
    program,
    'replay',
    'run a changed flow over what really came in, without effects: what it would do differently, field by field',
    [
      'junctor replay --shadow --flow prometheus-to-servicenow --from 6h',
      'junctor replay --shadow --flow prometheus-to-servicenow --from 2026-11-20T00:00:00Z --to 2026-11-21T00:00:00Z --workspace ../changed -o json',
    ],
  )
    .requiredOption('--flow <name>', 'the flow, as the workspace folder has it')
    .requiredOption('--from <when>', 'a time, or how long ago: 90m, 6h, 7d')
    .option('--to <when>', 'the same; now when absent')
    .option('--workspace <dir>', 'folder with the changed flow', '.')
    .option('--shadow', 'without effects: nothing is sent, nothing is written');
  addData(command).action((options: Options) => runVerb(verb, options, () => replay(verb.io, options)));
}

async function replay(io: Io, options: Options): Promise<Result> {
  if (options.shadow !== true)
    throw new CliError(
      exitCodes.usage,
      'only a replay without effects is done here: say --shadow',
      'what was parked is replayed by `junctor review`, what a source changed is asked for by `junctor backfill`',
    );
  const window = windowOf(options, Date.now());
  const checked = await checkFolder(resolve(io.cwd, options.workspace));
  if (checked.errors > 0)
    return {
      code: exitCodes.failed,
      json: { ok: false, errors: checked.errors, problems: checked.problems },
      lines: [...problemLines(checked, io), 'nothing was run: the workspace has errors'],
    };
  const flows = checked.workspace.flows.filter(({ value }) => value.metadata.name === options.flow);
  if (flows.length === 0) {
    const known = checked.workspace.flows.map(({ value }) => value.metadata.name).join(', ');
    throw new CliError(
      exitCodes.notFound,
      `no flow is named ${JSON.stringify(options.flow.slice(0, 100))}`,
      `the flows are: ${known || 'none'}`,
    );
  }
  const workspace = compileWorkspace({ ...checked.workspace, flows }, revisionOf(checked.files));
  const { steps } = await import('#services/all-in-one');
  const shadow = await withConnection(io, options.data, ({ log, codec, store }) =>
    runShadow(window, {
      log,
      codec,
      store,
      steps,
      workspace,
      flow: options.flow,
      progress: (read) => io.err(`read ${read} raw records\n`),
    }),
  );
  return { code: exitCodes.ok, json: { ok: true, flow: options.flow, ...window, ...shadow }, lines: shadowLines(shadow, window, io) };
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function windowOf({ from, to }: Pick<Options, 'from' | 'to'>, now: number): Window {
  const instant = (text: string): number => {
    const [, n, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
    const at = n === undefined ? Date.parse(text) : now - Number(n) * (units[unit] ?? 0);
    if (Number.isNaN(at))
      throw new CliError(
        exitCodes.usage,
        `${JSON.stringify(text.slice(0, 60))} is no time`,
        'for example 90m, 6h, 7d or 2026-11-20T00:00:00Z',
      );
    return at;
  };
  const window = { from: instant(from), to: to === undefined ? now : instant(to) };
  if (window.from >= window.to) throw new CliError(exitCodes.usage, 'the time ends before it begins', 'exchange --from and --to');
  return window;
}

const callsText = ({ creates, updates, unchanged }: Calls): string =>
  `${count(creates + updates, 'write')} (${creates} new, ${count(updates, 'update')}), ${unchanged} that change nothing`;

function shadowLines(shadow: Shadow, { from, to }: Window, io: Io): string[] {
  const { read, ofSource, same, changed, onlyThen, onlyNow, fields, parked, unreadable, callsThen, callsNow } = shadow;
  const colors = colorsOf(io);
  const value = (given: unknown): string => plain(JSON.stringify(given) ?? '-', 60);
  const rows = fields.map(({ field, records, example }) => [
    field,
    String(records),
    value(example.before),
    value(example.now),
    example.record,
  ]);
  return [
    `${timeText(from)} to ${timeText(to)}: ${count(read, 'raw record')}, ${ofSource} of the flow's source${unreadable > 0 ? `, ${unreadable} unreadable` : ''}`,
    `${same} as then, ${changed} different, ${onlyThen} taken then and not now, ${onlyNow} taken now and not then`,
    ...(rows.length > 0 ? ['', ...table(['FIELD', 'RECORDS', 'THEN', 'NOW', 'FOR EXAMPLE'], rows, colors)] : []),
    ...Object.entries(parked).map(([code, n]) => colors.yellow(`${n} would be parked: ${plain(code)}`)),
    '',
    `calls then: ${callsText(callsThen)}`,
    `calls now:  ${callsText(callsNow)}`,
    colors.dim('counted as if nothing stood at the target before; context (items, changes) is what is known now'),
  ];
}
