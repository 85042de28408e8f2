import type { Flow } from '../schema/flow.ts';
import type { System } from '../schema/system.ts';
import type { DocumentFacts } from './facts.ts';

/** Systems whose records the flow looks up: those that send a model which one of its rows or rules names as context. */
export function lookedUpBy({ spec }: Flow, systems: Iterable<System>, facts: DocumentFacts): System[] {
  const models = new Set([...JSON.stringify(spec).matchAll(/\bcontext\.([A-Za-z_]\w*)/g)].map(([, model]) => model));
  return [...systems].filter((system) => facts.sends(system).some((model) => models.has(model)));
}
