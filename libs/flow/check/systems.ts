import type { FieldType } from '../fields.ts';
import { canonicalModels } from '../models.ts';
import type { System } from '../schema/system.ts';
import { suggestion } from '../suggest.ts';
import { connectorOf, type Facts } from './facts.ts';
import type { Report } from './report.ts';

/** Values that a canonical field of this name takes in any model; null when no closed set goes by it. */
function valuesOf(name: string): readonly string[] | null {
  const types: FieldType[] = canonicalModels.names.flatMap((model) => {
    const fields = canonicalModels.fields(model) ?? {};
    return Object.hasOwn(fields, name) ? (fields[name]?.type ?? []) : [];
  });
  const values = types.flatMap((type) => (type.kind === 'enum' ? type.values : []));
  return values.length === 0 ? null : [...new Set(values)];
}

/** Loopback is this machine: nobody listens in between. */
const local = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export function checkAddress({ spec: { address = '' } }: System, report: Report): void {
  const url = URL.parse(address);
  if (url?.protocol === 'http:' && !local.test(url.hostname))
    report('system.address.plain', ['spec', 'address'], { message: `${url.origin} is spoken to without encryption` });
}

/** A burst is part of a limit, so it can't be more than one. */
export function checkLimits({ spec: { limits = {} } }: System, report: Report): void {
  const { burst, perSecond, perMinute, perHour } = limits;
  if (burst === undefined) return;
  const given = [perSecond, perMinute, perHour].filter((limit) => limit !== undefined);
  const path = ['spec', 'limits', 'burst'];
  if (given.length === 0)
    report('system.limits', path, {
      message: 'a burst without a limit',
      expected: 'perSecond, perMinute or perHour beside it',
      hint: 'add one',
    });
  else if (burst > Math.min(...given))
    report('system.limits', path, { message: `${burst} at once are more than the limit`, expected: `at most ${Math.min(...given)}` });
}

export function checkSystem({ spec }: System, facts: Facts, report: Report): void {
  const connector = connectorOf(facts, spec.connector);
  if (connector === undefined) {
    const known = Object.keys(facts.connectors).sort();
    report('system.connector.unknown', ['spec', 'connector'], {
      message: `no connector '${spec.connector}'`,
      hint: suggestion(spec.connector, known),
    });
    return;
  }
  const reads = connector.sources.includes('topic');
  if (spec.topic !== undefined && !reads)
    report('system.topic', ['spec', 'topic'], { message: `connector '${spec.connector}' reads no topic`, hint: 'remove it' });
  if (spec.topic === undefined && reads && !connector.sources.includes('webhook')) {
    report('system.topic', ['spec'], {
      message: `connector '${spec.connector}' reads a topic and none is named`,
      expected: 'topic: { name, format }',
    });
  }
  const names = connector.valueMaps === undefined ? undefined : Object.keys(connector.valueMaps);
  for (const [name, map] of Object.entries(spec.valueMaps)) {
    if (names !== undefined && !names.includes(name)) {
      report('system.valuemap.name', ['spec', 'valueMaps', name], {
        message: `connector '${spec.connector}' asks for no value map '${name}'`,
        expected: names.length === 0 ? 'no value maps' : `one of ${names.join(', ')}`,
        hint: suggestion(name, names),
      });
    }
    const values = valuesOf(name);
    for (const [key, value] of Object.entries(map)) {
      if (values === null || values.includes(value)) continue;
      report('system.valuemap.value', ['spec', 'valueMaps', name, key], {
        message: `'${value}' is not a ${name}`,
        expected: `one of ${values.join(', ')}`,
        hint: suggestion(value, values),
      });
    }
  }
  for (const [name, need] of Object.entries(connector.valueMaps ?? {})) {
    if (need === 'required' && !Object.hasOwn(spec.valueMaps, name))
      report('system.valuemap.name', ['spec'], { message: `value map '${name}' is missing`, hint: `add valueMaps.${name}` });
  }
}
