/**
 * Shows that no mapped value comes from a field that is missing: one field after the other is taken out of a source event, and a status,
 * grade or time that then is another one was made up.
 */
import type { SourceEvent, SourceMap, ValueMaps } from './contract.ts';
import { isJsonObject, type Json, readJson } from './guarded-json.ts';

const WATCHED = [
  'status',
  'severity',
  'priority',
  'impact',
  'urgency',
  'holdReason',
  'startedAt',
  'endedAt',
  'openedAt',
  'updatedAt',
  'resolvedAt',
  'closedAt',
] as const;
const MOST_FIELDS = 2_000;

type Path = readonly (string | number)[];

function pathsOf(value: Json, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((entry: Json, at) => [[...path, at], ...pathsOf(entry, [...path, at])]);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) => [[...path, name], ...pathsOf(entry, [...path, name])]);
}

function without(value: Json, [step, ...rest]: Path): Json {
  if (Array.isArray(value))
    return value.flatMap((entry: Json, at) => (at !== step ? [entry] : rest.length > 0 ? [without(entry, rest)] : []));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]): [string, Json][] =>
      name !== String(step) ? [[name, entry]] : rest.length > 0 ? [[name, without(entry, rest)]] : [],
    ),
  );
}

/** A row for `''` is a person's word for what is missing, not a default. */
function withoutEmptyRows(valueMaps: ValueMaps): ValueMaps {
  return Object.fromEntries(Object.entries(valueMaps).map(([name, { '': _empty, ...rows }]) => [name, rows]));
}

/** What was made up, in words; empty when nothing was, or when the event is not mapped at all. `settings` as in SourceMap. */
export function silentDefaults(event: SourceEvent, map: SourceMap, allMaps: ValueMaps, settings?: unknown): readonly string[] {
  const valueMaps = withoutEmptyRows(allMaps);
  const reading = readJson(event.body);
  const whole = map(event.body, valueMaps, event.attributes, settings);
  if (reading.kind === 'defect' || whole.kind === 'rejected') return [];
  const paths = pathsOf(reading.value).slice(0, MOST_FIELDS);
  return paths.flatMap((path) => {
    const body = Buffer.from(JSON.stringify(without(reading.value, path)));
    const mapped = map(body, valueMaps, event.attributes, settings);
    if (mapped.kind === 'rejected') return [];
    const [before, after] = [whole, mapped].map(
      (one) => ({ ...one.value, occurredAt: one.occurredAt }) as Readonly<Record<string, unknown>>,
    );
    const changed = [...WATCHED, 'occurredAt'].filter((field) => after?.[field] !== null && after?.[field] !== before?.[field]);
    return changed.map((field) => `without ${path.join('.')}, ${field} is ${String(after?.[field])} instead of ${String(before?.[field])}`);
  });
}
