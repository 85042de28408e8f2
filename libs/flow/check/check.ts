import { compileFlow } from '../compile-flow.ts';
import { type Models, modelsWith } from '../models.ts';
import { inOrder, type Sourced, type Workspace } from '../parse.ts';
import type { Problem } from '../problem.ts';
import type { Flow } from '../schema/flow.ts';
import { checkAppends } from './appends.ts';
import { checkEnds, type NamedSystems } from './ends.ts';
import { checkEpisode } from './episode.ts';
import type { Facts } from './facts.ts';
import { checkFailures } from './failures.ts';
import { checkMapping } from './mapping.ts';
import { checkPattern } from './pattern.ts';
import { reporter } from './report.ts';
import { checkRoutes } from './routes.ts';
import { checkAddress, checkLimits, checkSystem } from './systems.ts';
import { checkUrlPasswords } from './url-passwords.ts';
import { checkValueMaps } from './value-maps.ts';
import { checkWay } from './way.ts';

/** Everything that is wrong with a parsed workspace, in file and line order, whatever is waived. No warning alone refuses it. */
export function checkWorkspace(workspace: Workspace, facts: Facts): Problem[] {
  const problems: Problem[] = [];
  checkNames(workspace.systems, systemName, problems);
  checkNames(workspace.flows, (file) => /([^/]+)\/flow\.ya?ml$/.exec(file)?.[1], problems);
  const systems = new Map(workspace.systems.map((system) => [system.value.metadata.name, system.value]));
  for (const system of workspace.systems) {
    const report = reporter(system, problems);
    checkSystem(system.value, facts, report);
    checkLimits(system.value, report);
    checkAddress(system.value, report);
    checkUrlPasswords(system.value, report);
    checkWay(system.value, facts, report);
    checkFailures(system.value.spec.failures, ['spec', 'failures'], report);
  }
  const models = modelsWith(workspace.models.map(({ value }) => value));
  const named = { systems, unread: new Set(workspace.unread.flatMap((file) => systemName(file) ?? [])) };
  for (const flow of workspace.flows) checkFlow(flow, named, models, facts, problems);
  // Two rows that use one value map find the same fault in it.
  return inOrder([...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]);
}

function checkFlow(flow: Sourced<Flow>, systems: NamedSystems, models: Models, facts: Facts, problems: Problem[]): void {
  const report = reporter(flow, problems);
  checkEnds(flow.value, systems, models, facts, report);
  checkPattern(flow.value, models, report);
  checkRoutes(flow.value, report);
  checkMapping(flow.value, models, report);
  checkValueMaps(flow.value, models, report);
  checkEpisode(flow.value, models, report);
  checkAppends(flow.value, systems, models, facts, report);
  checkFailures(flow.value.spec.failures, ['spec', 'failures'], report);
  const compiled = compileFlow(flow, models);
  if (!compiled.ok) problems.push(...compiled.problems);
}

const systemName = (file: string): string | undefined => /systems\/([^/]+)\.ya?ml$/.exec(file)?.[1];

type Named = Sourced<{ readonly kind: string; readonly metadata: { readonly name: string } }>;

function checkNames(documents: readonly Named[], stem: (file: string) => string | undefined, problems: Problem[]): void {
  const seen = new Map<string, string>();
  for (const document of documents) {
    const { name } = document.value.metadata;
    const report = reporter(document, problems);
    const first = seen.get(name);
    if (first !== undefined)
      report('workspace.name.duplicate', ['metadata', 'name'], {
        message: `'${name}' is already the name in ${first}`,
        hint: 'rename one',
      });
    else seen.set(name, document.file);
    const expected = stem(document.file);
    if (expected !== undefined && expected !== name) {
      report('workspace.name.file', ['metadata', 'name'], {
        message: `'${name}' does not agree with ${document.file}`,
        expected,
        hint: `name it '${expected}', or move the file`,
      });
    }
  }
}
