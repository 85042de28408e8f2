import { type Condition, compileCondition } from '../cel.ts';
import type { Fields } from '../fields.ts';
import type { Models } from '../models.ts';
import { type Path, parsePath } from '../paths.ts';
import type { Flow } from '../schema/flow.ts';
import { oneOf, suggestion } from '../suggest.ts';
import type { Report } from './report.ts';

export function checkValueMaps({ spec }: Flow, models: Models, report: Report): void {
  const source = models.fields(spec.source.model);
  const target = models.fields(spec.target.model);
  if (source === undefined || target === undefined) return;
  const when = spec.when === undefined ? 'none' : conditionOf(spec, source);
  const used = new Set<string>();
  for (const [i, { to, from, valueMap }] of spec.map.entries()) {
    if (valueMap === undefined) continue;
    used.add(valueMap);
    const map = Object.hasOwn(spec.valueMaps, valueMap) ? spec.valueMaps[valueMap] : undefined;
    if (map === undefined) {
      const known = Object.keys(spec.valueMaps);
      report('flow.valuemap.unknown', ['spec', 'map', i, 'valueMap'], {
        message: `the flow has no value map '${valueMap}'`,
        expected: oneOf(known),
        hint: suggestion(valueMap, known),
      });
      continue;
    }
    const field = Object.hasOwn(target, to) ? target[to]?.type : undefined;
    if (field?.kind === 'enum') checkValues(map, valueMap, to, field.values, report);
    const path = from === undefined ? null : parsePath(from, source);
    if (path?.ok === true) checkKeys(map, valueMap, path.path, spec.source.model, when, report);
  }
  for (const name of Object.keys(spec.valueMaps)) {
    if (!used.has(name))
      report('flow.valuemap.unused', ['spec', 'valueMaps', name], {
        message: `no row uses the value map '${name}'`,
        hint: 'remove it, or name it in a row',
      });
  }
}

/** What lets records in: a condition, nothing (all come), or one that does not compile. */
type Filter = Condition | 'none' | 'unknown';

function conditionOf({ when = '', source }: Flow['spec'], fields: Fields): Filter {
  const compiled = compileCondition(when, source.model, fields);
  return compiled.ok ? compiled.value : 'unknown';
}

type Rows = Readonly<Record<string, string>>;

function checkValues(map: Rows, name: string, to: string, values: readonly string[], report: Report): void {
  for (const [key, value] of Object.entries(map)) {
    if (values.includes(value)) continue;
    report('flow.valuemap.value', ['spec', 'valueMaps', name, key], {
      message: `'${value}' is not a value of ${to}`,
      expected: `one of ${values.join(', ')}`,
      hint: suggestion(value, values),
    });
  }
}

function checkKeys(map: Rows, name: string, path: Path, model: string, when: Filter, report: Report): void {
  if (path.type.kind !== 'enum') return;
  const { values } = path.type;
  for (const key of Object.keys(map)) {
    if (values.includes(key)) continue;
    report('flow.valuemap.key', ['spec', 'valueMaps', name, key], {
      message: `${path.text} is never '${key}'`,
      expected: `one of ${values.join(', ')}`,
      hint: suggestion(key, values),
    });
  }
  // What a condition lets through can't be told before it compiles.
  if (when === 'unknown') return;
  const label = `${model}.${path.segments.join('.')}`;
  for (const value of values) {
    if (Object.hasOwn(map, value) || (when !== 'none' && when.excludes(label, probe(path.segments, value)))) continue;
    report('flow.valuemap.missing', ['spec', 'valueMaps', name], {
      message: `no row for '${value}', which ${path.text} can be`,
      expected: `a row for each of ${values.join(', ')}`,
      hint: `add '${value}: ...', or exclude it in when`,
    });
  }
}

/** A record with one field only. */
function probe(segments: readonly string[], value: string): unknown {
  return segments.reduceRight<unknown>((inner, segment) => ({ [segment]: inner }), value);
}
