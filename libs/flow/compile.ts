/** A checked workspace, ready to run: everything parsed, typed and looked up once. */
import { type CompiledFlow, compileFlow } from './compile-flow.ts';
import { flowIndex } from './flow-index.ts';
import { modelsWith } from './models.ts';
import type { OwnModel } from './own-model.ts';
import { inOrder, type Workspace } from './parse.ts';
import { type Problem, WorkspaceError } from './problem.ts';
import type { SystemSpec } from './schema/system.ts';

export interface CompiledWorkspace {
  readonly revision: string;
  readonly systems: ReadonlyMap<string, SystemSpec>;
  readonly flows: readonly CompiledFlow[];
  /** Models of the workspace's own, by name. */
  readonly models: ReadonlyMap<string, OwnModel>;
  /** Flows whose source is this system and model, in name order. */
  flowsFor(system: string, model: string): readonly CompiledFlow[];
  /** Those of them that want this record (`matches`), in name order, without asking each. */
  matching(system: string, model: string, record: unknown): readonly CompiledFlow[];
}

const none: readonly CompiledFlow[] = [];

/** Throws WorkspaceError (with all problems) when a flow does not compile: check the workspace first. */
export function compileWorkspace(workspace: Workspace, revision: string): CompiledWorkspace {
  const problems: Problem[] = [];
  const flows: CompiledFlow[] = [];
  const own = workspace.models.map(({ value }) => value);
  const models = modelsWith(own);
  for (const flow of workspace.flows) {
    const compiled = compileFlow(flow, models);
    if (compiled.ok) flows.push(compiled.flow);
    else problems.push(...compiled.problems);
  }
  if (problems.length > 0) throw new WorkspaceError(inOrder(problems));
  flows.sort((a, b) => (a.name < b.name ? -1 : 1));
  const bySource = new Map<string, CompiledFlow[]>();
  for (const flow of flows) {
    const key = `${flow.source.system}/${flow.source.model}`;
    const together = bySource.get(key);
    if (together === undefined) bySource.set(key, [flow]);
    else together.push(flow);
  }
  const finders = new Map([...bySource].map(([source, together]) => [source, flowIndex(together)]));
  const systems = new Map(
    workspace.systems.map(({ value: { metadata, spec } }) => [
      metadata.name,
      { ...spec, name: metadata.name, title: metadata.title ?? metadata.name, owner: metadata.owner },
    ]),
  );
  return {
    revision,
    systems,
    flows,
    models: new Map(own.map((model) => [model.name, model])),
    flowsFor: (system, model) => bySource.get(`${system}/${model}`) ?? none,
    matching: (system, model, record) => finders.get(`${system}/${model}`)?.(record) ?? none,
  };
}
