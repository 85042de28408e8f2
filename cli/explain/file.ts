import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compileWorkspace, type Flow, revisionOf } from '#libs/flow';
import { checkFolder } from '../check-workspace.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, type Io, plain, type Result } from '../output.ts';
import { decisionLines } from './decision.ts';

/** What the flows of a folder would decide about one recorded call; no server is asked, so context is unknown. Throws CliError. */
export async function explainFile(io: Io, path: string, dir: string, given: string | undefined): Promise<Result> {
  const checked = await checkFolder(resolve(io.cwd, dir));
  if (checked.errors > 0) throw new CliError(exitCodes.failed, 'the workspace has errors', 'see junctor check');
  const flows = new Map(checked.workspace.flows.map(({ value }) => [value.metadata.name, value]));
  const system = given ?? onlySource([...flows.values()]);
  if (!checked.workspace.systems.some(({ value }) => value.metadata.name === system))
    throw new CliError(
      exitCodes.notFound,
      `no system is named ${JSON.stringify(system.slice(0, 80))}`,
      'give --system as in systems/<name>.yaml',
    );
  const { createRehearsal } = await import('#services/all-in-one');
  const rehearsal = createRehearsal(compileWorkspace(checked.workspace, revisionOf(checked.files)), {});
  const input = { system, channel: 'webhook' as const, key: null, headers: {}, body: readFileSync(path), at: Date.now() };
  const { deliveries, parked, dropped, unchanged } = rehearsal.feed(input);
  const colors = colorsOf(io);
  const lines = [
    ...deliveries.flatMap((delivery) => [...decisionLines(delivery, flows.get(delivery.flow) ?? null, colors), '']),
    ...parked.map(({ record, code, evidence }) =>
      colors.yellow(plain(`${record} would wait for a person (${code}): ${evidence.message}`, 700)),
    ),
    ...dropped.map(({ record, reason }) => plain(`${record} goes nowhere: ${reason}`, 500)),
    ...unchanged.map(({ record, reason }) => plain(`${record} changes nothing: ${reason}`, 500)),
  ];
  return {
    code: exitCodes.ok,
    json: { system, deliveries, parked, dropped, unchanged },
    lines: lines.length > 0 ? lines : ['the call holds no record'],
  };
}

function onlySource(flows: readonly Flow[]): string {
  const sources = [...new Set(flows.map(({ spec }) => spec.source.system))];
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only;
  throw new CliError(
    exitCodes.usage,
    'which system did this call come from?',
    `give --system: ${sources.join(', ') || 'no flow has a source'}`,
  );
}
