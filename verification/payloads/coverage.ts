/** What becomes of recorded payloads: how many events each file holds, which are mapped and which are parked, and why. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from '#connectors';
import { type Mapped, type SourceEvent, silentDefaults } from '#libs/connector-kit';
import { problemsOf } from '#libs/model';
import { callsOf } from './calls.ts';
import { type ReadAs, systems } from './systems.ts';

export interface Row {
  readonly vendor: string;
  readonly file: string;
  readonly mapped: number;
  readonly parked: number;
  /** Reasons, each once. */
  readonly why: readonly string[];
  /** What must not be: a value out of nothing, or a record that does not fit its model. */
  readonly wrong: readonly string[];
}

/** When every payload is taken to have come. */
const receivedAt = String(Date.parse('2026-05-04T12:00:00Z'));

function mappedOf({ connector, settings, valueMaps }: ReadAs, { format, body, attributes }: SourceEvent): Mapped {
  const map = registry.get(connector).maps?.[format];
  if (map === undefined) throw new Error(`connector ${connector} has no map for ${format}`);
  return map(body, valueMaps, { ...attributes, receivedAt }, settings);
}

function wrongOf({ connector, settings, valueMaps }: ReadAs, event: SourceEvent, mapped: Mapped): readonly string[] {
  const map = registry.get(connector).maps?.[event.format];
  if (map === undefined || mapped.kind === 'rejected') return [];
  const problems = problemsOf(mapped.model, { ...mapped.value, meta: null, context: null }).map((problem) => JSON.stringify(problem));
  const made = silentDefaults({ ...event, attributes: { ...event.attributes, receivedAt } }, map, valueMaps, settings);
  return [...problems.filter((problem) => !problem.includes('meta')), ...made];
}

function rowOf(vendor: string, file: string, content: Buffer, system: ReadAs): Row {
  const connector = registry.get(system.connector);
  const settings = connector.settings.parse(system.settings);
  const calls = callsOf(vendor, file, content);
  const events = calls.flatMap(({ headers, body }) => connector.webhook?.parse(headers, body, settings) ?? []);
  const ends = events.map((event) => {
    if (event.defect !== null) return { why: event.defect, wrong: [] };
    const mapped = mappedOf(system, event);
    return { why: mapped.kind === 'rejected' ? mapped.evidence.message : null, wrong: wrongOf(system, event, mapped) };
  });
  const why = calls.length === 0 ? ['no payload: a file of the test suite it was found in'] : ends.flatMap((end) => end.why ?? []);
  const parked = ends.filter((end) => end.why !== null).length;
  return { vendor, file, mapped: ends.length - parked, parked, why: [...new Set(why)], wrong: ends.flatMap((end) => end.wrong) };
}

/** Every file of every vendor that a source connector reads. */
export function coverageOf(folder: string): readonly Row[] {
  return Object.entries(systems).flatMap(([vendor, system]) =>
    readdirSync(join(folder, vendor))
      .sort()
      .map((file) => rowOf(vendor, file, readFileSync(join(folder, vendor, file)), system)),
  );
}
