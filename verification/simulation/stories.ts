import type { Random } from '#verification/data';
import { startOfTime } from './clock.ts';
import { namespaceOf } from './configuration.ts';

/** One alert of a record at one step of its story. */
export interface AlertStep {
  readonly cause: string;
  readonly record: string;
  /** Counts the steps of a record; travels in the description, so that every effect names what caused it. */
  readonly step: number;
  readonly status: 'firing' | 'resolved';
  readonly severity: string;
  readonly startsAt: number;
  readonly endsAt: number | null;
  /** When it is sent, virtual milliseconds. */
  readonly sendAt: number;
}

export interface Story {
  readonly cause: string;
  readonly records: readonly string[];
  /** In the order in which they happen. */
  readonly steps: readonly AlertStep[];
}

/** `r3 step 7`, as it stands in titles, journals and expectations. */
export const marker = (record: string, step: number): string => `${record} step ${step}`;
export const markersIn = (text: string): { record: string; step: number }[] =>
  [...text.matchAll(/(r\d+) step (\d+)/g)].map(([, record = '', step]) => ({ record, step: Number(step) }));

const minute = 60_000;

/** One edit at a source, as it was drawn: what it means depends on those before it. */
export interface StepChoice {
  readonly cause: number;
  readonly record: string;
  readonly step: number;
  /** Ends the alert if it fires; otherwise it fires, once more if it does already. */
  readonly ends: boolean;
  readonly severity: string;
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  /** When it is sent, virtual milliseconds. */
  readonly sendAt: number;
}

/** Records of each cause: two causes are single records (everything about their tickets can be foretold), three are several. */
const sizes = [1, 1, 2, 2, 4] as const;

/** Fire, repeat, resolve, fire again. Alert times run ahead of sending by far, so that an hour of alerts is sent within a minute. */
export function createSteps(random: Random, forMs: number): StepChoice[] {
  let next = 0;
  return sizes.flatMap((size, cause) => {
    const records = Array.from({ length: size }, () => `r${next++}`);
    return stepsOf(cause, records, random, forMs);
  });
}

function stepsOf(cause: number, records: readonly string[], random: Random, forMs: number): StepChoice[] {
  const count = 8 + random.below(8);
  const made = new Map<string, number>();
  let at = startOfTime - 24 * 60 * minute + random.below(60) * minute;
  return Array.from({ length: count }, (_, index): StepChoice => {
    at += random.pick([1, 2, 5, 20, 50]) * minute;
    const record = records[random.below(records.length)] ?? '';
    const step = (made.get(record) ?? 0) + 1;
    made.set(record, step);
    return {
      ...{ cause, record, step, at },
      ends: random.chance(0.5),
      severity: random.pick(['critical', 'warning', 'warning']),
      sendAt: Math.floor((forMs * (index + random.next() * 0.8)) / count),
    };
  });
}

/** What these edits tell, cause by cause. */
export function storiesOf(choices: readonly StepChoice[]): Story[] {
  return [...Map.groupBy(choices, ({ cause }) => cause)].map(([cause, edits]) => {
    const since = new Map<string, number>();
    const steps = edits.map((edit): AlertStep => {
      const { record, step, severity, sendAt, at } = edit;
      const startsAt = since.get(record) ?? at;
      const ends = edit.ends && since.has(record);
      if (ends) since.delete(record);
      else since.set(record, startsAt);
      const status = ends ? 'resolved' : 'firing';
      return { cause: `Cause${cause}`, record, step, status, severity, startsAt, endsAt: ends ? at : null, sendAt };
    });
    return { cause: `Cause${cause}`, records: [...new Set(edits.map(({ record }) => record))], steps };
  });
}

/** The call that Alertmanager makes about these alerts. */
export function postOf(steps: readonly AlertStep[]): Buffer {
  const alerts = steps.map(({ cause, record, step, status, severity, startsAt, endsAt }) => ({
    status,
    labels: { alertname: cause, cluster: 'c1', namespace: namespaceOf(cause), severity, pod: record },
    annotations: { summary: `${cause} at ${record}`, description: marker(record, step) },
    startsAt: new Date(startsAt).toISOString(),
    endsAt: endsAt === null ? '0001-01-01T00:00:00Z' : new Date(endsAt).toISOString(),
    generatorURL: 'http://prometheus.example/graph',
    fingerprint: record,
  }));
  return Buffer.from(
    JSON.stringify({
      version: '4',
      groupKey: `{}:{alertname="${steps[0]?.cause}"}`,
      truncatedAlerts: 0,
      status: 'firing',
      receiver: 'junctor',
      groupLabels: {},
      commonLabels: {},
      commonAnnotations: {},
      externalURL: 'http://alertmanager.example',
      alerts,
    }),
  );
}
