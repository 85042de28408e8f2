import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Decided, failureClasses, failureNames, failurePolicy, type PolicyRow, policyFor } from '#libs/failures';
import { type Flow, parkedHeadWords, parseWorkspace, type System } from '#libs/flow';
import { appliedFiles } from '../applied.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { explainFile } from '../explain/file.ts';
import { explainTicket } from '../explain/ticket.ts';
import { colorsOf, type Io, plain, type Result } from '../output.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';
import { readWorkspaceFiles } from '../workspace-files.ts';

type Options = VerbOptions & { readonly data: string; readonly workspace?: string; readonly flow?: string; readonly system?: string };

export function addExplain(program: Command, verb: Verb): void {
  const explain = program
    .command('explain')
    .summary('decisions and rules in plain words')
    .description('Decisions and rules in plain words.');
  const decision = addVerb(
    explain,
    'decision <ticket|file>',
    'why a ticket is as it is, or what the flows of a folder would decide about a recorded call',
    ['junctor explain INC0010001', 'junctor explain recorded.json --workspace . --system prometheus'],
    { isDefault: true },
  )
    .option('--workspace <dir>', 'for a file: the folder with the flows', '.')
    .option('--system <name>', 'for a file: where the call came from; not needed when all flows have one source');
  addData(decision).action((what: string, options: Options) =>
    runVerb(verb, options, () => {
      const path = resolve(verb.io.cwd, what);
      const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
      return isFile ? explainFile(verb.io, path, options.workspace ?? '.', options.system) : explainTicket(verb.io, what, options.data);
    }),
  );
  const policy = addVerb(explain, 'failure-policy', 'what is done about failed deliveries: for everybody, one system or one flow', [
    'junctor explain failure-policy',
    'junctor explain failure-policy --flow prometheus-to-servicenow',
    'junctor explain failure-policy --system servicenow --workspace . -o json',
  ])
    .option('--flow <name>', "as it is for this flow's deliveries")
    .option('--system <name>', 'as it is for deliveries to this system')
    .option('--workspace <dir>', 'look at this folder, without any server');
  addData(policy).action((options: Options) => runVerb(verb, options, () => explainPolicy(verb.io, options)));
}

interface Ends {
  readonly flow: Flow | null;
  readonly system: System | null;
}

async function explainPolicy(io: Io, options: Options): Promise<Result> {
  const { flow, system } = await endsOf(io, options);
  const overrides = { flow: flow?.spec.failures, system: system?.spec.failures };
  const rows = failurePolicy.map(({ class: kind, scope }) => ({ class: kind, scope, ...policyFor({ class: kind, scope }, overrides) }));
  const parkedHead = flow?.spec.parkedHead ?? null;
  return {
    code: exitCodes.ok,
    json: { flow: flow?.metadata.name ?? null, system: system?.metadata.name ?? null, parkedHead, rows },
    lines: [
      titleOf({ flow, system }),
      '',
      ...failureClasses.flatMap((kind) =>
        classLines(
          rows.filter((row) => row.class === kind),
          { flow, system },
          io,
        ),
      ),
      ...(parkedHead === null ? [] : [parkedHeadWords[parkedHead]]),
    ],
  };
}

function titleOf({ flow, system }: Ends): string {
  if (flow) return `What is done about failed deliveries of flow ${flow.metadata.name} (to ${flow.spec.target.system}):`;
  return system
    ? `What is done about failed deliveries to ${system.metadata.name}:`
    : 'What is done about failed deliveries, unless a system or flow says otherwise:';
}

type Row = Pick<PolicyRow, 'class' | 'scope'> & Decided;

/** Scopes that lead to the same are told together. */
function classLines(rows: readonly Row[], ends: Ends, io: Io): string[] {
  const [first] = rows;
  if (!first) return [];
  const colors = colorsOf(io);
  const groups = [...Map.groupBy(rows, ({ words, from }) => `${from} ${words}`).values()];
  return [
    colors.bold(`${failureNames[first.class]} (${first.class})`),
    ...groups.flatMap((group) => {
      const [row] = group;
      if (!row) return [];
      const scopes = groups.length === 1 ? '' : `${group.map(({ scope }) => scope).join(', ')}: `;
      return [
        `  ${scopes}${plain(row.words, 1_000)}`,
        ...(row.from === 'table' ? [] : [colors.yellow(`    set by ${setBy(row.from, ends)}`)]),
      ];
    }),
    '',
  ];
}

const setBy = (from: 'system' | 'flow', { flow, system }: Ends): string =>
  from === 'flow' ? `flow ${flow?.metadata.name ?? ''}, spec.failures` : `system ${system?.metadata.name ?? ''}, spec.failures`;

async function endsOf(io: Io, { data, workspace, flow: flowName, system: systemName }: Options): Promise<Ends> {
  if (flowName === undefined && systemName === undefined) return { flow: null, system: null };
  const files = workspace === undefined ? await appliedFiles(io, data) : readWorkspaceFiles(resolve(io.cwd, workspace));
  const { flows, systems } = parseWorkspace(files).workspace;
  const flow =
    flowName === undefined
      ? null
      : named(
          'flow',
          flows.map(({ value }) => value),
          flowName,
        );
  const target = systemName ?? flow?.spec.target.system;
  if (target !== undefined && flow && systemName !== undefined && systemName !== flow.spec.target.system)
    throw new CliError(exitCodes.usage, `flow ${flowName} does not deliver to ${systemName}`, `it delivers to ${flow.spec.target.system}`);
  return {
    flow,
    system:
      target === undefined
        ? null
        : named(
            'system',
            systems.map(({ value }) => value),
            target,
          ),
  };
}

function named<T extends { readonly metadata: { readonly name: string } }>(what: string, all: readonly T[], name: string): T {
  const found = all.find(({ metadata }) => metadata.name === name);
  if (found) return found;
  const known = all.map(({ metadata }) => metadata.name).join(', ');
  throw new CliError(exitCodes.notFound, `no ${what} is named ${JSON.stringify(name.slice(0, 100))}`, `there are: ${known || 'none'}`);
}
