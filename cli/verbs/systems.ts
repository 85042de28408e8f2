import type { Command } from 'commander';
import { parseWorkspace, type System } from '#libs/flow';
import { type Connection, readWorkspaces, withConnection } from '../connection.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, count, type Io, plain, type Result } from '../output.ts';
import { listLines, showLines } from '../systems/text.ts';
import { type TrialChoice, trySystem } from '../systems/trial.ts';
import { type SystemView, viewsOf } from '../systems/view.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

type Options = VerbOptions & { readonly data: string };

const recentEscalations = 200;

export function addSystems(program: Command, verb: Verb): void {
  const systems = program
    .command('systems')
    .summary('connected systems: what is held, what waits, and why')
    .description('Connected systems: what is held, what waits, and why.');
  const list = addVerb(
    systems,
    'list',
    'every system in one line (also plain `junctor systems`)',
    ['junctor systems', 'junctor systems list -o json'],
    {
      isDefault: true,
    },
  );
  addData(list).action((options: Options) => runVerb(verb, options, () => listSystems(verb.io, options)));
  const show = addVerb(systems, 'show <name>', 'one system: breaker, credential and quota, limits, what waits, last error, who was told', [
    'junctor systems show servicenow',
    'junctor systems show servicenow -o json',
  ]);
  addData(show).action((name: string, options: Options) => runVerb(verb, options, () => showSystem(verb.io, name, options)));
  const probe = addVerb(systems, 'probe <name>', 'try a held system now, with its next delivery, instead of at the next probe', [
    'junctor systems probe servicenow',
  ]);
  addData(probe).action((name: string, options: Options) => runVerb(verb, options, () => probeSystem(verb.io, name, options)));
  addVerb(systems, 'test <name>', 'try a connection with a marked record: written, read back, changed and taken back', [
    'junctor systems test servicenow',
    'junctor systems test archive-webhook --leave',
  ])
    .option('--workspace <dir>', 'the workspace whose system it is; secrets come from the environment', '.')
    .option('--model <name>', 'the kind of record, where the system takes several')
    .option('--leave', 'write also where the record can not be taken back')
    .action((name: string, options: VerbOptions & TrialChoice) => runVerb(verb, options, () => trySystem(verb.io, name, options)));
}

async function observe(connection: Connection): Promise<readonly SystemView[]> {
  const { store } = connection;
  const [systems, holds, escalations, waiting] = [
    await systemsOf(connection),
    await store.holds(),
    await store.escalations(recentEscalations),
    await store.waiting(),
  ];
  return viewsOf({ systems, holds, escalations, waiting });
}

async function systemsOf(connection: Connection): Promise<readonly System[]> {
  const workspaces = await readWorkspaces(connection);
  const revision = workspaces?.current()?.revision;
  const files = workspaces?.files().find((each) => each.revision === revision)?.files ?? {};
  return parseWorkspace(files).workspace.systems.map(({ value }) => value);
}

function listSystems(io: Io, { data }: Options): Promise<Result> {
  return withConnection(io, data, async (connection) => {
    const systems = await observe(connection);
    return { code: exitCodes.ok, json: { systems }, lines: listLines(systems, Date.now(), colorsOf(io)) };
  });
}

async function viewOf(connection: Connection, name: string): Promise<SystemView> {
  const views = await observe(connection);
  const view = views.find((each) => each.name === name);
  if (view) return view;
  const known = views.map((each) => each.name).join(', ');
  throw new CliError(exitCodes.notFound, `no system is named ${JSON.stringify(name.slice(0, 100))}`, `the systems are: ${known || 'none'}`);
}

function showSystem(io: Io, name: string, { data }: Options): Promise<Result> {
  return withConnection(io, data, async (connection) => {
    const system = await viewOf(connection, name);
    return { code: exitCodes.ok, json: { system }, lines: showLines(system, Date.now(), colorsOf(io)) };
  });
}

function probeSystem(io: Io, name: string, { data }: Options): Promise<Result> {
  return withConnection(io, data, async (connection) => {
    const { holds, waiting } = await viewOf(connection, name);
    const subjects = [...new Set(holds.filter(({ kind }) => kind !== 'quota').map(({ subject }) => subject))];
    await connection.store.changeHolds(subjects.map((subject) => ({ change: 'probe', subject })));
    const quota = holds.length > subjects.length ? ' A quota ends by itself, at the time that the system has told.' : '';
    const when = waiting.lanes > 0 ? 'its next delivery, within a second, finds out' : 'its next delivery finds out';
    const line = subjects.length === 0 ? `${plain(name)} is not held.` : `${count(subjects.length, 'hold')} of ${plain(name)}: ${when}.`;
    return { code: exitCodes.ok, json: { system: name, probed: subjects }, lines: [`${line}${quota}`] };
  });
}
