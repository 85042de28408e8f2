import { createRandom } from '#verification/data';
import { type AuditRow, createAudit } from './audit.ts';
import { createConfiguration, type Known } from './configuration.ts';
import type { Planned } from './fault-kinds.ts';
import { misfortuneOf } from './misfortune.ts';
import { createNotices, type Notice } from './notices.ts';
import { createLooks } from './person.ts';
import { createSteps, type StepChoice } from './stories.ts';

/** Everything that decides one run: the same history does the same again. */
export interface History {
  /** Seed of what is left to chance: latencies, which replica is called, jitter. */
  readonly schedule: number;
  /** Edits at the sources. */
  readonly steps: readonly StepChoice[];
  readonly rows: readonly AuditRow[];
  readonly notices: readonly Notice[];
  /** What the configuration database tells. */
  readonly known: readonly Known[];
  /** When a person looks at what is parked, virtual milliseconds. */
  readonly looks: readonly number[];
  readonly faults: readonly Planned[];
}

/** Sources send for so long, virtual milliseconds, and nothing fails after this. */
export const sendForMs = 60_000;
export const faultsForMs = 75_000;

export function createHistory(seed: number): History {
  const random = createRandom(seed);
  const [steps, rows] = [createSteps(random, sendForMs), createAudit(random, 40)];
  const faults = misfortuneOf(random, faultsForMs);
  const [notices, known] = [createNotices(random, sendForMs), createConfiguration(random, sendForMs)];
  return { schedule: seed, steps, rows, faults, notices, known, looks: createLooks(random, sendForMs) };
}

/** In words, a line for each edit and fault. */
export function inWords({ steps, rows, faults, notices, known, looks }: History): string[] {
  const second = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  return [
    ...steps.map(
      ({ cause, record, step, severity, ends, sendAt }) =>
        `edit ${second(sendAt)} Cause${cause} ${record} step ${step} ${ends ? 'ends, if it fires' : severity}`,
    ),
    ...rows.map((row, index) => `row ${index + 1} of ${rows.length}: ${row.number} version ${row.sys_mod_count} ${row.incident_state}`),
    ...notices.map((notice) => `notice ${second(notice.sendAt)} ${notice.record} step ${notice.step}`),
    ...known.map(({ cause, sendAt }) => `item ${second(sendAt)} of Cause${cause}`),
    ...looks.map((at) => `look ${second(at)} at what is parked`),
    ...faults.map(
      ({ at, kind, site, times, forMs }) =>
        `fault from ${second(at)} ${kind} at ${site}${times > 1 ? `, ${times} times` : ''}${forMs === 0 ? '' : `, ${second(forMs)}`}`,
    ),
  ];
}
