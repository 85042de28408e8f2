import { modelFields, modelNames } from '../models.ts';
import type { Flow } from '../schema/flow.ts';
import type { System } from '../schema/system.ts';
import { suggestion } from '../suggest.ts';
import { type ConnectorFacts, connectorOf, type Facts } from './facts.ts';
import type { Report } from './report.ts';

/** Do both ends exist, does one send, can the other write what it should? */
export function checkEnds({ spec }: Flow, systems: ReadonlyMap<string, System>, facts: Facts, report: Report): void {
  const connector = (end: 'source' | 'target'): ConnectorFacts | undefined => {
    const name = spec[end].system;
    const system = systems.get(name);
    if (system !== undefined) return connectorOf(facts, system.spec.connector);
    const known = [...systems.keys()].sort();
    report('flow.system.unknown', ['spec', end, 'system'], {
      message: `no system '${name}' in this workspace`,
      expected: known.join(', '),
      hint: suggestion(name, known),
    });
    return undefined;
  };
  const source = connector('source');
  if (source !== undefined && source.sources.length === 0) {
    report('flow.source', ['spec', 'source', 'system'], {
      message: `'${spec.source.system}' sends nothing: its connector only writes`,
      expected: 'a system that sends records',
    });
  }
  const target = connector('target');
  const { model } = spec.target;
  if (modelFields(model) === undefined) {
    report('flow.model', ['spec', 'target', 'model'], {
      message: `unknown model '${model}'`,
      expected: `one of ${modelNames.join(', ')}`,
      hint: suggestion(model, modelNames),
    });
  } else if (target !== undefined && !target.models.includes(model)) {
    const can = target.models.length === 0 ? 'nothing' : target.models.join(', ');
    report('flow.target', ['spec', 'target'], { message: `'${spec.target.system}' can't write ${model}`, expected: `it writes: ${can}` });
  }
}
