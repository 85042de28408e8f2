/**
 * Finds the flows that want a record among many: flows are told apart by the text that their `when` demands of one field
 * (`event.labels.team == 'payments'`), and only those whose text the record has are asked.
 */
import type { Demand } from './cel.ts';
import type { CompiledFlow } from './compile-flow.ts';

interface Field {
  readonly get: (record: unknown) => unknown;
  /** Places of flows in the order given, by the text they demand. */
  readonly byText: Map<unknown, number[]>;
  /** Flows that have to be asked where the field has no value. */
  readonly unsure: number[];
}

/** The flows that want a record, in the order given: exactly those whose `matches` says so. */
export function flowIndex(flows: readonly CompiledFlow[]): (record: unknown) => readonly CompiledFlow[] {
  const popularity = countDemands(flows);
  const fields = new Map<string, Field>();
  const always: number[] = [];
  for (const [place, flow] of flows.entries()) {
    const demand = rarest(flow.demands, popularity);
    if (demand === null) always.push(place);
    else enter(fields, demand, place);
  }
  const asked = [...fields.values()];
  return (record) => {
    const places = [...always];
    for (const { get, byText, unsure } of asked) {
      const value = get(record);
      places.push(...(value === undefined || value === null ? unsure : (byText.get(value) ?? [])));
    }
    return places
      .sort((a, b) => a - b)
      .flatMap((place) => flows[place] ?? [])
      .filter((flow) => flow.matches(record));
  };
}

function enter(fields: Map<string, Field>, { label, get, texts, unsureWithout }: Demand, place: number): void {
  const field = fields.get(label) ?? { get, byText: new Map<unknown, number[]>(), unsure: [] };
  fields.set(label, field);
  for (const text of texts) {
    const places = field.byText.get(text);
    if (places === undefined) field.byText.set(text, [place]);
    else places.push(place);
  }
  if (unsureWithout) field.unsure.push(place);
}

/** How many flows demand this text of this field. */
type Popularity = ReadonlyMap<string, ReadonlyMap<unknown, number>>;

function countDemands(flows: readonly CompiledFlow[]): Popularity {
  const counts = new Map<string, Map<unknown, number>>();
  for (const { demands } of flows)
    for (const { label, texts } of demands) {
      const ofField = counts.get(label) ?? new Map<unknown, number>();
      counts.set(label, ofField);
      for (const text of texts) ofField.set(text, (ofField.get(text) ?? 0) + 1);
    }
  return counts;
}

/** The demand that the fewest other flows share: it leaves the fewest flows to be asked. */
function rarest(demands: readonly Demand[], popularity: Popularity): Demand | null {
  let best: Demand | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  for (const demand of demands) {
    const ofField = popularity.get(demand.label);
    const shared = Math.max(0, ...[...demand.texts].map((text) => ofField?.get(text) ?? 0));
    if (shared >= fewest) continue;
    best = demand;
    fewest = shared;
  }
  return best;
}
