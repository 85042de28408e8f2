import type { Models } from '../models.ts';
import type { Flow } from '../schema/flow.ts';
import type { System } from '../schema/system.ts';
import { oneOf, suggestion } from '../suggest.ts';
import { type ConnectorFacts, connectorOf, type Facts } from './facts.ts';
import type { Report } from './report.ts';

export interface NamedSystems {
  readonly systems: ReadonlyMap<string, System>;
  /** Names of those whose file is there and could not be read: nothing more is said about them. */
  readonly unread: ReadonlySet<string>;
}

/** Do both ends exist, does one send, can the other write what it should? */
export function checkEnds({ spec }: Flow, { systems, unread }: NamedSystems, models: Models, facts: Facts, report: Report): void {
  const connector = (end: 'source' | 'target'): ConnectorFacts | undefined => {
    const name = spec[end].system;
    const system = systems.get(name);
    if (system !== undefined) return connectorOf(facts, system.spec.connector);
    if (unread.has(name)) return undefined;
    const known = [...systems.keys()].sort();
    report('flow.system.unknown', ['spec', end, 'system'], {
      message: `no system '${name}' in this workspace`,
      expected: oneOf(known),
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
  if (source?.sends !== undefined && source.sources.length > 0 && !source.sends.includes(spec.source.model)) {
    report('flow.source', ['spec', 'source', 'model'], {
      message: `'${spec.source.system}' sends no ${spec.source.model}`,
      expected: `it sends: ${source.sends.join(', ')}`,
    });
  }
  const target = connector('target');
  const { model } = spec.target;
  if (models.fields(model) === undefined) {
    report('flow.model', ['spec', 'target', 'model'], {
      message: `unknown model '${model}'`,
      expected: `one of ${models.names.join(', ')}`,
      hint: suggestion(model, models.names),
    });
  } else if (target !== undefined && !target.models.includes(model)) {
    const can = target.models.length === 0 ? 'nothing' : target.models.join(', ');
    report('flow.target', ['spec', 'target'], { message: `'${spec.target.system}' can't write ${model}`, expected: `it writes: ${can}` });
  }
}
