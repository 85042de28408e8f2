import { resolve } from 'node:path';
import type { Command } from 'commander';
import { explainFlow, type Flow, parseWorkspace, revisionOf } from '#libs/flow';
import { appliedFiles } from '../applied.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, type Io, plain, type Result, table } from '../output.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';
import { readWorkspaceFiles } from '../workspace-files.ts';

type Options = VerbOptions & { readonly data: string; readonly workspace?: string };

export function addFlow(program: Command, verb: Verb): void {
  const flow = program
    .command('flow')
    .summary('flows of the applied workspace')
    .description('Flows of the applied workspace, or of a folder.');
  const list = addVerb(flow, 'list', 'every flow: pattern, from, to, owner', [
    'junctor flow list',
    'junctor flow list --workspace . -o json',
  ]);
  addSource(list).action((options: Options) => runVerb(verb, options, () => listFlows(verb.io, options)));
  const show = addVerb(flow, 'show <name>', 'one flow in plain words: what it takes, how it maps, how it routes', [
    'junctor flow show prometheus-to-servicenow',
    'junctor flow show prometheus-to-servicenow --workspace .',
  ]);
  addSource(show).action((name: string, options: Options) => runVerb(verb, options, () => showFlow(verb.io, name, options)));
}

const addSource = (command: Command): Command => addData(command.option('--workspace <dir>', 'look at this folder, without any server'));

async function listFlows(io: Io, options: Options): Promise<Result> {
  const { revision, flows } = await flowsOf(io, options);
  const rows = flows.map(({ metadata, spec }) => [
    metadata.name,
    spec.pattern,
    `${spec.source.system} (${spec.source.model})`,
    `${spec.target.system} (${spec.target.model})`,
    metadata.owner,
  ]);
  return {
    code: exitCodes.ok,
    json: {
      revision,
      flows: flows.map(({ metadata, spec }) => ({ ...metadata, pattern: spec.pattern, source: spec.source, target: spec.target })),
    },
    lines: [...table(['FLOW', 'PATTERN', 'FROM', 'TO', 'OWNER'], rows, colorsOf(io)), colorsOf(io).dim(`revision ${revision}`)],
  };
}

async function showFlow(io: Io, name: string, options: Options): Promise<Result> {
  const { revision, flows } = await flowsOf(io, options);
  const flow = flows.find(({ metadata }) => metadata.name === name);
  if (flow === undefined) {
    const known = flows.map(({ metadata }) => metadata.name).join(', ');
    throw new CliError(exitCodes.notFound, `no flow is named ${JSON.stringify(name.slice(0, 100))}`, `the flows are: ${known || 'none'}`);
  }
  const explanation = explainFlow(flow);
  return {
    code: exitCodes.ok,
    json: { revision, flow, explanation },
    lines: explanation.split('\n').map((line) => plain(line, 10_000)),
  };
}

async function flowsOf(io: Io, { data, workspace }: Options): Promise<{ revision: string; flows: readonly Flow[] }> {
  const files = workspace === undefined ? await appliedFiles(io, data) : readWorkspaceFiles(resolve(io.cwd, workspace));
  const parsed = parseWorkspace(files);
  const [problem] = parsed.problems;
  if (problem !== undefined)
    io.err(`${plain(`${problem.file}:${problem.line}: ${problem.message}; run \`junctor check\` for all problems`, 500)}\n`);
  return { revision: revisionOf(files), flows: parsed.workspace.flows.map(({ value }) => value) };
}
