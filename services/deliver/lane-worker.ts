import { toFailure } from '#libs/failures';
import { pause, type Runnable } from '#libs/stage';
import type { Claimed, ClaimOrder, DeliveryStore, HoldStore, Settled } from '#libs/state';
import { type Logger, type Meters, step } from '#libs/telemetry';
import { createAccount } from './account.ts';
import type { Destinations } from './destinations.ts';
import { createLeases, leaseMs } from './leases.ts';
import { type Policies, standardPolicies } from './policies.ts';
import { createSchooling } from './schooling.ts';
import { send } from './send.ts';

export interface LaneWorker extends Runnable {
  /** Work may be due: claim now instead of at the next poll. */
  wake(): void;
}

export interface LaneWorkerDeps {
  readonly store: DeliveryStore & HoldStore;
  readonly destinations: Destinations;
  /** The standard policy for all when absent. */
  readonly policies?: Policies;
  /** Names this process on the lanes it leases. */
  readonly owner: string;
  readonly logger: Logger;
  readonly meters: Meters;
  /** Something ended: outcomes wait to be published. */
  readonly onSettled: () => void;
}

const pollMs = 1_000;
const finishMs = 20_000;

/**
 * Claims lane heads and sends them. One transaction writes the results that gathered since the last one, what they teach, and claims what
 * is due, so that a healthy batch costs two commits; a 1 s poll is the net under the wake-ups.
 */
export function createLaneWorker(deps: LaneWorkerDeps): LaneWorker {
  const { store, destinations, logger, meters, policies = standardPolicies } = deps;
  const leases = createLeases(store, logger);
  const schooling = createSchooling({ store, destinations, policies, logger, meters, onProbe: wake });
  const inFlight = new Map<string, number>();
  let settled: Settled[] = [];
  let due = true;
  let stopped = false;
  let trouble: string | null = null;
  let wakeUp: (() => void) | null = null;
  let running: Promise<void> | null = null;

  function wake(): void {
    due = true;
    wakeUp?.();
  }

  function orders(): ClaimOrder[] {
    if (stopped || !due) return [];
    return destinations.names().flatMap((targetSystem) => {
      const connected = destinations.get(targetSystem);
      const busy = inFlight.get(targetSystem) ?? 0;
      const max = (connected?.concurrency ?? 0) - busy;
      return connected && max > 0 ? [{ targetSystem, max, inFlight: busy, ...schooling.bounds(targetSystem, connected) }] : [];
    });
  }

  function run(claimed: Claimed, claimedAt: number): void {
    const connected = destinations.get(claimed.targetSystem);
    if (!connected) return;
    inFlight.set(claimed.targetSystem, (inFlight.get(claimed.targetSystem) ?? 0) + 1);
    const { laneId, epoch, deliveryId, attempt } = claimed;
    const account = createAccount();
    const lease = leases.open(claimed, claimedAt);
    const permit = { ...lease, mayWrite: () => lease.holds() && !schooling.limited(claimed.targetSystem, connected) };
    send(claimed, connected, permit, policies.forFlow(claimed.flow, claimed.targetSystem), account)
      .then((result) => {
        settled.push({ laneId, epoch, deliveryId, attempt, result });
        schooling.note(claimed, connected, result, account, claimedAt);
        meters.attempts.add(1, { system: claimed.targetSystem, result: result.kind });
      })
      .catch((error: unknown) => logger.error({ err: error, deliveryId }, 'send threw; the lease runs out and the lane is taken again'))
      .finally(() => {
        inFlight.set(claimed.targetSystem, (inFlight.get(claimed.targetSystem) ?? 1) - 1);
        wake();
      });
  }

  async function turn(): Promise<void> {
    const results = settled;
    const claim = orders();
    if (results.length === 0 && claim.length === 0) return;
    const lessons = schooling.take();
    settled = [];
    due = false;
    const claimedAt = performance.now();
    try {
      const { claimed, refused } = await store.settleAndClaim(deps.owner, results, claim, leaseMs, lessons);
      for (const each of results) leases.end(each);
      trouble = null;
      step('deliver', 'settled', results.length);
      step('deliver', 'claimed', claimed.length);
      if (refused > 0) logger.warn({ refused }, 'results came after their lease; another worker has the lanes');
      for (const each of claimed) run(each, claimedAt);
      if (schooling.written(lessons, claim, claimed, claimedAt)) due = true;
      if (results.length > 0) deps.onSettled();
    } catch (error) {
      settled = [...results, ...settled];
      schooling.giveBack(lessons);
      trouble = toFailure(error).evidence.message;
      logger.warn({ failure: toFailure(error) }, 'lanes could not be settled or claimed; trying again');
      await pause(250);
      due = true;
    }
  }

  const canWork = (): boolean => settled.length > 0 || orders().length > 0;
  const busy = (): boolean => settled.length > 0 || [...inFlight.values()].some((count) => count > 0);

  async function sleep(): Promise<void> {
    const timer = setTimeout(
      () => {
        due = true;
        wakeUp?.();
      },
      Math.min(pollMs, schooling.againMs()),
    );
    await new Promise<void>((resolve) => {
      wakeUp = resolve;
    });
    wakeUp = null;
    clearTimeout(timer);
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      if (canWork()) await turn();
      else await sleep();
    }
  }

  return {
    name: 'deliver-lanes',
    wake,
    async start() {
      leases.start();
      schooling.start();
      running = loop();
    },
    async stop() {
      stopped = true;
      wakeUp?.();
      await running;
      const deadline = Date.now() + finishMs;
      while (busy() && Date.now() < deadline) {
        await pause(20);
        await turn();
      }
      leases.stop();
      schooling.stop();
      await destinations.close();
    },
    notReady: () => trouble,
  };
}
