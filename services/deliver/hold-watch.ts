import type { Destination } from '#libs/connector-kit';
import { toFailure } from '#libs/failures';
import type { Escalation, Hold, HoldStore } from '#libs/state';
import type { Logger, Meters } from '#libs/telemetry';
import type { Destinations } from './destinations.ts';

export interface HoldWatchDeps {
  readonly store: HoldStore;
  readonly destinations: Pick<Destinations, 'names' | 'get'>;
  readonly logger: Logger;
  readonly meters: Pick<Meters, 'escalations'>;
  /** Called for everything that is held, with the moment it was asked (monotonic milliseconds). */
  readonly saw: (subject: string, at: number) => void;
  /** A probe may go. */
  readonly onProbe: () => void;
}

export interface HoldWatch {
  start(): void;
  stop(): void;
  /** Our own calls opened a hold that somebody has to know of: look now. */
  opened(): void;
}

const heldMs = 2_000;
const quietMs = 10_000;

/** Looks at what is held: a secret that was changed is probed at once, an escalation is told of once. */
export function createHoldWatch(deps: HoldWatchDeps): HoldWatch {
  const { store, destinations, logger } = deps;
  const probedWith = new Map<string, string>();
  let soon = false;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let looking = false;

  /** The version of a secret that has changed since it was refused, and was not tried yet. */
  function changed(hold: Hold): { subject: string; version: string }[] {
    if (hold.kind !== 'credential' || hold.phase !== 'open') return [];
    const version = versionFor(hold.subject);
    if (version === null || version === hold.credentialVersion || probedWith.get(hold.subject) === version) return [];
    return [{ subject: hold.subject, version }];
  }

  function versionFor(subject: string): string | null {
    for (const name of destinations.names()) {
      const connected = destinations.get(name);
      if (connected?.subjects?.credential === subject) return versionOf(connected.destination);
    }
    return null;
  }

  async function look(): Promise<number> {
    const at = performance.now();
    const holds = await store.holds();
    for (const { subject } of holds) deps.saw(subject, at);
    for (const subject of probedWith.keys()) if (!holds.some((hold) => hold.subject === subject)) probedWith.delete(subject);
    const fresh = holds.flatMap(changed);
    if (fresh.length > 0) {
      await store.changeHolds(fresh.map(({ subject }) => ({ change: 'probe', subject })));
      // Only now: a look that failed is made again.
      for (const { subject, version } of fresh) {
        probedWith.set(subject, version);
        logger.info({ subject }, 'the secret has changed; one delivery finds out whether it is accepted');
      }
      deps.onProbe();
    }
    if (holds.length > 0) await store.announce(tell);
    return holds.length;
  }

  function tell({ subject, system, kind, owner, reason }: Escalation): void {
    deps.meters.escalations.add(1, { system, kind });
    logger.error({ system, subject, kind, owner, reason }, 'deliveries are held; the owner has to know');
  }

  function again(ms: number): void {
    if (timer) clearTimeout(timer);
    if (!stopped && !looking) timer = setTimeout(run, soon ? 0 : ms);
  }

  function run(): void {
    looking = true;
    soon = false;
    look()
      .catch((error: unknown) => {
        logger.warn({ failure: toFailure(error) }, 'could not see what is held; trying again');
        return 0;
      })
      .then((held) => {
        looking = false;
        again(held > 0 ? heldMs : quietMs);
      })
      .catch((error: unknown) => logger.error({ err: error }, 'looking at what is held'));
  }

  return {
    start: () => again(heldMs),
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
    opened() {
      soon = true;
      again(0);
    },
  };
}

/** null where there is no secret, or none that can be read. */
export function versionOf(destination: Destination): string | null {
  try {
    return destination.credentialVersion?.() ?? null;
  } catch (error) {
    // What is wrong with the reference is said by the call that fails over it.
    if (toFailure(error).class === 'auth') return null;
    throw error;
  }
}
