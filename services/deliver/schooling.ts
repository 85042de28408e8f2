import type { Bucket, Claimed, ClaimOrder, HoldChange, HoldStore, Lessons, Settled } from '#libs/state';
import type { Logger, Meters } from '#libs/telemetry';
import type { Account } from './account.ts';
import type { Connected, Destinations } from './destinations.ts';
import { createHoldWatch, versionOf } from './hold-watch.ts';
import { createLessons } from './lessons.ts';
import type { Policies } from './policies.ts';
import { createLearnedQuotas, exhausted } from './quotas.ts';
import { allSubjects, type Subjects, subjectsOf } from './subjects.ts';

export interface SchoolingDeps {
  readonly store: HoldStore;
  readonly destinations: Destinations;
  readonly policies: Policies;
  readonly logger: Logger;
  readonly meters: Meters;
  readonly onProbe: () => void;
}

/** What the lane worker knows of its destinations: what it learned from answers, and what it may order. */
export interface Schooling {
  /** What keeps a system's claims within its holds and limits. */
  bounds(system: string, connected: Connected): Pick<ClaimOrder, 'subjects' | 'bucket'>;
  /** The destination asked meanwhile for no more calls, and its time is not over: what was claimed before and has not begun to write waits too. */
  limited(system: string, connected: Connected): boolean;
  /** A call has ended. `claimedAt`: monotonic milliseconds. */
  note(claimed: Claimed, connected: Connected, result: Settled['result'], account: Account, claimedAt: number): void;
  /** What was learned since the last time, to be written. */
  take(): Lessons;
  /** It could not be written. */
  giveBack(lessons: Lessons): void;
  /** It was written, and this was claimed with it; true when there may be more to claim at once. */
  written(lessons: Lessons, orders: readonly ClaimOrder[], claimed: readonly Claimed[], claimedAt: number): boolean;
  /** When a limit may let the next call through, milliseconds; Infinity when none is waited for. */
  againMs(): number;
  start(): void;
  stop(): void;
}

const shortestNapMs = 20;
const longestNapMs = 1_000;

const namesOf = (system: string, { subjects, destination }: Connected): Subjects => subjects ?? subjectsOf(system, destination);

/** Of two words about one quota the longer wait counts. */
function longer(before: HoldChange | undefined, change: HoldChange): HoldChange {
  if (before?.change !== 'open' || change.change !== 'open' || change.kind !== 'quota') return change;
  return (before.forMs ?? 0) > (change.forMs ?? 0) ? before : change;
}

export function createSchooling({ store, destinations, policies, logger, meters, onProbe }: SchoolingDeps): Schooling {
  const lessons = createLessons();
  const quotas = createLearnedQuotas();
  const watch = createHoldWatch({ store, destinations, logger, meters, saw: lessons.saw, onProbe });
  const limitedUntil = new Map<string, number>();
  let holds = new Map<string, HoldChange>();
  let spent: Lessons['spent'][number][] = [];
  let napMs = Number.POSITIVE_INFINITY;

  // The same step of a ramp is passed once, however many calls came through at once.
  const keyOf = (change: HoldChange): string => (change.change === 'open' ? `open ${change.kind}` : change.change) + change.subject;

  const bucketOf = ({ bucket, concurrency }: Connected, { credential }: Subjects): Bucket | null =>
    bucket ?? quotas.bucket(credential, concurrency, Date.now());

  function limit(subject: string, forMs: number): void {
    limitedUntil.set(subject, Math.max(limitedUntil.get(subject) ?? 0, performance.now() + forMs));
  }

  function learned(changes: readonly (HoldChange | null)[]): void {
    for (const change of changes) {
      if (!change) continue;
      holds.set(keyOf(change), longer(holds.get(keyOf(change)), change));
      if (change.change === 'open' && change.kind === 'quota') limit(change.subject, change.forMs ?? 0);
    }
  }

  function nap(orders: readonly ClaimOrder[], countOf: (system: string) => number): void {
    const waits = orders.flatMap((order) => {
      if (!order.bucket) return [];
      const pace = Math.min(longestNapMs, Math.max(shortestNapMs, 1_000 / order.bucket.perSecond));
      return [countOf(order.targetSystem) > 0 ? pace : Math.min(longestNapMs, Math.max(pace, napMs * 2))];
    });
    napMs = Math.min(...waits);
  }

  return {
    bounds(system, connected) {
      const names = namesOf(system, connected);
      const bucket = bucketOf(connected, names);
      return { subjects: allSubjects(names), ...(bucket && { bucket }) };
    },
    limited: (system, connected) =>
      allSubjects(namesOf(system, connected)).some((subject) => (limitedUntil.get(subject) ?? 0) > performance.now()),
    note({ targetSystem: system, probes }, connected, result, account, begunAt) {
      const subjects = namesOf(system, connected);
      const failure = result.kind === 'retry' || result.kind === 'parked' ? result.failure : null;
      const ended = {
        ...{ system, subjects, probes, failure, begunAt },
        owner: connected.owner ?? null,
        concurrency: connected.concurrency,
        policy: failure && policies.forSystem(system, failure),
        heard: result.kind === 'delivered' || result.kind === 'appended' || account.answers() > 0,
        endedAt: performance.now(),
        credentialVersion: () => versionOf(connected.destination),
      };
      learned(lessons.learn(ended, Date.now(), Math.random()));
      const quota = account.quota();
      if (quota) {
        quotas.note(subjects.credential, quota);
        learned([exhausted(quota, system, subjects.credential, Date.now())]);
      }
      const bucket = bucketOf(connected, subjects);
      if (bucket && account.answers() > 1) spent.push({ subject: bucket.subject, calls: account.answers() - 1 });
    },
    take() {
      const taken = { holds: [...holds.values()], spent };
      holds = new Map();
      spent = [];
      return taken;
    },
    giveBack(taken) {
      holds = new Map([...taken.holds.map((change) => [keyOf(change), change] as const), ...holds]);
      spent = [...taken.spent, ...spent];
    },
    written(taken, orders, claimed, claimedAt) {
      if (taken.holds.some((each) => each.change === 'open' && each.escalateTo !== null)) watch.opened();
      for (const { probes } of claimed) for (const { subject } of probes) lessons.saw(subject, claimedAt);
      const counts = Map.groupBy(claimed, ({ targetSystem }) => targetSystem);
      const countOf = (system: string): number => counts.get(system)?.length ?? 0;
      nap(orders, countOf);
      return orders.some((order) => countOf(order.targetSystem) >= order.max);
    },
    againMs: () => napMs,
    start: () => watch.start(),
    stop: () => watch.stop(),
  };
}
