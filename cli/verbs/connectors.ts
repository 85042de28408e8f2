import type { Command } from 'commander';
import type { ConnectorView } from '#libs/workspace';
import { connectorLines, settingLines } from '../connectors/text.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, type Io, type Result } from '../output.ts';
import { addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

export function addConnectors(program: Command, verb: Verb): void {
  addVerb(program, 'connectors [name]', 'the kinds of systems that can be connected; with a name, its settings, actions and answers', [
    'junctor connectors',
    'junctor connectors servicenow',
    'junctor connectors jira -o json',
  ]).action((name: string | undefined, options: VerbOptions) =>
    runVerb(verb, options, () => (name === undefined ? list(verb.io) : show(verb.io, name))),
  );
}

async function list(io: Io): Promise<Result> {
  const { registry } = await import('#connectors');
  const views = await Promise.all(registry.names.map(view));
  const connectors = views.map(({ name, title, reads, sends, actions }) => ({
    ...{ name, title, reads, sends },
    writes: [...new Set(actions.map(({ model }) => model))],
  }));
  return { code: exitCodes.ok, json: { connectors }, lines: connectorLines(views, colorsOf(io)) };
}

async function show(io: Io, name: string): Promise<Result> {
  const { registry } = await import('#connectors');
  if (!registry.has(name))
    throw new CliError(
      exitCodes.notFound,
      `no connector is named ${JSON.stringify(name.slice(0, 100))}`,
      `the connectors are: ${registry.names.join(', ')}`,
    );
  const connector = await view(name);
  return { code: exitCodes.ok, json: { connector }, lines: settingLines(connector, colorsOf(io)) };
}

/** Settings of its own page stand for those that nobody has written yet: what it can write may depend on them. */
async function view(name: string): Promise<ConnectorView> {
  const [{ registry }, { viewOfConnector }, { starters }, { parseWorkspace }] = await Promise.all([
    import('#connectors'),
    import('#libs/workspace'),
    import('../init/starters.ts'),
    import('#libs/flow'),
  ]);
  const text = starters.find(({ connector }) => connector === name)?.system;
  const system = text === undefined ? undefined : parseWorkspace({ 'systems/example.yaml': text }).workspace.systems[0];
  return viewOfConnector(registry.get(name), system?.value.spec.settings ?? {});
}
