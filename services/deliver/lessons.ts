import type { Decided, Failure } from '#libs/failures';
import type { HoldChange, Probe } from '#libs/state';
import { type Breaker, createBreaker } from './breaker.ts';
import { toldMs } from './retry.ts';
import type { Subjects } from './subjects.ts';

/** How one delivery ended, as far as it says something about its destination. */
export interface Ended {
  readonly system: string;
  readonly subjects: Subjects;
  /** The system's owner. */
  readonly owner: string | null;
  /** Calls at a time that the system bears: a ramp ends there. */
  readonly concurrency: number;
  readonly probes: readonly Probe[];
  readonly failure: Failure | null;
  /** Of the failure, by the system's word; null without one. */
  readonly policy: Decided | null;
  /** The destination said something, be it a refusal. */
  readonly heard: boolean;
  /** Monotonic milliseconds. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** Version of the secret now; null where there is none, or none to be read. */
  readonly credentialVersion: () => string | null;
}

export interface Lessons {
  /** What changes about holds. `now`: epoch milliseconds; `jitter` in [0, 1). */
  learn(ended: Ended, now: number, jitter: number): readonly HoldChange[];
  /** Somebody holds this: what is known of calls begun until `at` (monotonic milliseconds) is of yesterday. */
  saw(subject: string, at: number): void;
}

const firstProbeMs = 1_000;
const longestProbeMs = 300_000;
const credentialProbeMs = 600_000;
/** Told times are whole seconds and clocks differ. */
const marginMs = 50;

type Verdict = 'good' | 'bad' | 'none';

/** Whether the system answers; none: nobody asked it, or it is between our own replicas. */
export function reachability({ failure, policy, heard }: Pick<Ended, 'failure' | 'policy' | 'heard'>): Verdict {
  if (failure === null) return heard ? 'good' : 'none';
  if (failure.class === 'transient') return failure.scope === 'lane' ? 'none' : 'bad';
  if (failure.class === 'unknown' || (policy?.action === 'hold' && policy.holds === 'system' && failure.class !== 'rateLimit'))
    return 'bad';
  return heard ? 'good' : 'none';
}

/** Whether the credential is accepted. A limit or an error of the system says nothing of it. */
export function acceptance({ failure, heard }: Pick<Ended, 'failure' | 'heard'>): Verdict {
  if (failure === null || (failure.class === 'invalid' && failure.scope === 'record')) return heard ? 'good' : 'none';
  return failure.class === 'auth' ? 'bad' : 'none';
}

/** What calls teach about the systems behind them. One for each process; the holds themselves are shared. */
export function createLessons(): Lessons {
  const breakers = new Map<string, Breaker>();
  const heldUntil = new Map<string, number>();
  const limited = new Map<string, number>();

  const stale = (subject: string, { begunAt }: Ended): boolean => begunAt < (heldUntil.get(subject) ?? Number.NEGATIVE_INFINITY);

  function breakerOf(system: string): Breaker {
    const known = breakers.get(system) ?? createBreaker();
    breakers.set(system, known);
    return known;
  }

  function saw(subject: string, at: number): void {
    heldUntil.set(subject, Math.max(at, heldUntil.get(subject) ?? at));
  }

  function aboutSystem(ended: Ended): HoldChange[] {
    const subject = ended.subjects.system;
    const verdict = reachability(ended);
    const probe = ended.probes.find((each) => each.subject === subject);
    if (probe) {
      breakerOf(ended.system).forget();
      return probed(probe, verdict, ended, probeMs(probe.rounds + 1), ended.concurrency);
    }
    if (verdict === 'none' || stale(subject, ended)) return [];
    const { failure, policy, endedAt } = ended;
    const trips = breakerOf(ended.system).note(endedAt, verdict === 'bad');
    if (failure === null || !(trips || (verdict === 'bad' && policy?.action === 'hold'))) return [];
    breakerOf(ended.system).forget();
    saw(subject, endedAt);
    return [open(ended, subject, 'breaker', failure, firstProbeMs, ended.owner)];
  }

  function aboutCredential(ended: Ended): HoldChange[] {
    const subject = ended.subjects.credential;
    const verdict = acceptance(ended);
    const probe = ended.probes.find((each) => each.subject === subject);
    if (probe) return probed(probe, verdict, ended, credentialProbeMs, 1);
    if (verdict !== 'bad' || ended.failure === null || ended.policy?.action !== 'hold' || stale(subject, ended)) return [];
    saw(subject, ended.endedAt);
    return [open(ended, subject, 'credential', ended.failure, credentialProbeMs, ended.owner)];
  }

  function aboutQuota(ended: Ended, now: number, jitter: number): HoldChange[] {
    const { failure, policy, subjects } = ended;
    if (failure === null && ended.heard) for (const subject of Object.values(subjects)) limited.delete(subject);
    if (failure?.class !== 'rateLimit' || policy?.action !== 'hold' || policy.holds === 'lane') return [];
    const subject = subjects[policy.holds];
    const rounds = limited.get(subject) ?? 0;
    if (!stale(subject, ended)) limited.set(subject, rounds + 1);
    saw(subject, ended.endedAt);
    const told = toldMs(failure, now);
    const forMs = told === null ? probeMs(rounds) * (0.5 + jitter / 2) : told + marginMs;
    return [open(ended, subject, 'quota', failure, Math.round(forMs), null)];
  }

  return {
    saw,
    learn: (ended, now, jitter) => [...aboutSystem(ended), ...aboutCredential(ended), ...aboutQuota(ended, now, jitter)],
  };
}

/** A system is probed after 1 s, then ever later up to every 5 minutes. */
const probeMs = (rounds: number): number => Math.min(longestProbeMs, firstProbeMs * 2 ** Math.min(rounds, 20));

/** What a call that was let through a hold says about it. A call that says nothing leaves it to the next one. */
function probed(probe: Probe, verdict: Verdict, { failure }: Ended, forMs: number, full: number): HoldChange[] {
  const { subject, allowed } = probe;
  if (verdict === 'good') return [{ change: 'passed', subject, allowed, full }];
  return verdict === 'bad' && failure ? [{ change: 'failed', subject, failure, forMs }] : [];
}

function open(
  { system, credentialVersion }: Ended,
  subject: string,
  kind: 'breaker' | 'credential' | 'quota',
  failure: Failure,
  forMs: number,
  escalateTo: string | null,
): HoldChange {
  const version = kind === 'credential' ? credentialVersion() : null;
  return { change: 'open', subject, kind, system, failure, forMs, credentialVersion: version, escalateTo };
}
