import type { Random } from '#verification/data';
import { startOfTime } from './clock.ts';

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

/**
 * Fire, repeat, resolve, fire again; five causes of which two are single records (everything about their tickets can be foretold) and
 * three are several. Alert times run ahead of sending by far, so that an hour of alerts is sent within a minute.
 */
export function createStories(random: Random, forMs: number): Story[] {
  let next = 0;
  return [1, 1, 2, 2, 4].map((size, index) => {
    const cause = `Cause${index}`;
    const records = Array.from({ length: size }, () => `r${next++}`);
    return { cause, records, steps: stepsOf(cause, records, random, forMs) };
  });
}

function stepsOf(cause: string, records: readonly string[], random: Random, forMs: number): AlertStep[] {
  const count = 8 + random.below(8);
  const active = new Map<string, number>();
  const made = new Map<string, number>();
  const steps: AlertStep[] = [];
  let at = startOfTime - 24 * 60 * minute + random.below(60) * minute;
  for (let index = 0; index < count; index++) {
    at += random.pick([1, 2, 5, 20, 50]) * minute;
    const record = records[random.below(records.length)] ?? '';
    const since = active.get(record);
    const step = (made.get(record) ?? 0) + 1;
    made.set(record, step);
    const resolves = since !== undefined && random.chance(0.5);
    if (resolves) active.delete(record);
    else if (since === undefined) active.set(record, at);
    steps.push({
      ...{ cause, record, step },
      status: resolves ? 'resolved' : 'firing',
      severity: random.pick(['critical', 'warning', 'warning']),
      startsAt: since ?? at,
      endsAt: resolves ? at : null,
      sendAt: Math.floor((forMs * (index + random.next() * 0.8)) / count),
    });
  }
  return steps;
}

/** The call that Alertmanager makes about these alerts. */
export function postOf(steps: readonly AlertStep[]): Buffer {
  const alerts = steps.map(({ cause, record, step, status, severity, startsAt, endsAt }) => ({
    status,
    labels: { alertname: cause, cluster: 'c1', namespace: 'shop', severity, pod: record },
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
