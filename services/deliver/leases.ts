import { FailureError } from '#libs/failures';
import type { Claimed, DeliveryStore } from '#libs/state';
import type { Logger } from '#libs/telemetry';

/** How long a claim holds without being renewed: a dead worker's lanes wait no longer than this. */
export const leaseMs = 7_000;
/** A call is ended so long before its lease is, by the monotonic clock (libs/state: renew). */
const marginMs = 2_000;
const renewAfterMs = 2_000;
const tickMs = 500;

export interface Lease {
  /** Aborts when the lease was lost or could not be renewed in time. */
  readonly signal: AbortSignal;
  /** Whether the lane is still ours. */
  holds(): boolean;
}

/** What a delivery is made under. */
export interface Permit extends Lease {
  /**
   * Whether to begin, or to write after a question: the lane is ours, and the destination has not asked, at another call, to wait. What has
   * begun to write is finished: broken off, nobody would know how much of it was done.
   */
  mayWrite(): boolean;
}

/** For a write that must not be begun any more: another worker may have the lane, or the destination has asked to wait. */
export function tooLate(): FailureError {
  const message = 'nothing was written: by now another process may have the lane, or the destination has asked to wait';
  return new FailureError({ class: 'transient', scope: 'lane', evidence: { message } });
}

export interface Leases {
  /** `claimedAt`: performance.now() before the claim was sent. */
  open(claimed: Claimed, claimedAt: number): Lease;
  /** The result is written, or refused. */
  end(lane: Pick<Claimed, 'laneId' | 'epoch'>): void;
  start(): void;
  stop(): void;
}

interface Held {
  readonly laneId: string;
  readonly epoch: number;
  readonly lost: AbortController;
  since: number;
}

/**
 * Keeps the leases of calls under way. A call that answers within 2 s costs nothing; a longer one is renewed until its result is
 * written. When renewing fails, calls end before another worker may take their lanes: their outcome is then unknown and is asked about.
 */
export function createLeases(store: Pick<DeliveryStore, 'renew'>, logger: Logger, now = (): number => performance.now()): Leases {
  const held = new Map<string, Held>();
  const keyOf = ({ laneId, epoch }: Pick<Claimed, 'laneId' | 'epoch'>): string => `${laneId}/${epoch}`;
  let timer: NodeJS.Timeout | null = null;
  let renewing = false;

  const valid = (lease: Held): boolean => now() - lease.since < leaseMs - marginMs;

  function lose(lease: Held, why: string): void {
    if (!lease.lost.signal.aborted) lease.lost.abort(new Error(why));
  }

  async function renew(): Promise<void> {
    const due = [...held.values()].filter((lease) => now() - lease.since > renewAfterMs && !lease.lost.signal.aborted);
    if (due.length === 0 || renewing) return;
    renewing = true;
    const startedAt = now();
    try {
      const kept = await store.renew(due, leaseMs);
      for (const lease of due) {
        if (kept.has(lease.laneId)) lease.since = startedAt;
        else if (held.has(keyOf(lease))) lose(lease, 'another worker has the lane');
      }
    } catch (error) {
      logger.warn({ reason: String(error), leases: due.length }, 'leases could not be renewed; trying again');
    } finally {
      renewing = false;
    }
  }

  function tick(): void {
    for (const lease of held.values()) if (!valid(lease)) lose(lease, 'the lease of the lane ran out');
    renew().catch((error: unknown) => logger.error({ err: error }, 'renewing leases'));
  }

  return {
    open({ laneId, epoch }, claimedAt) {
      const lease: Held = { laneId, epoch, lost: new AbortController(), since: claimedAt };
      held.set(keyOf(lease), lease);
      return { signal: lease.lost.signal, holds: () => valid(lease) && !lease.lost.signal.aborted };
    },
    end: (lane) => void held.delete(keyOf(lane)),
    start() {
      timer = setInterval(tick, tickMs);
    },
    stop() {
      if (timer) clearInterval(timer);
    },
  };
}
