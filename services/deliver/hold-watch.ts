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
  /** Our own calls opened these: look sooner, and tell who has to know. */
  opened(subjects: readonly string[]): void;
}

const heldMs = 2_000;
const quietMs = 10_000;
const recentEscalations = 50;

/** Looks at what is held: a secret that was changed is probed at once, an escalation is told of once. */
export function createHoldWatch(deps: HoldWatchDeps): HoldWatch {
  const { store, destinations, logger } = deps;
  const probedWith = new Map<string, string>();
  const told = new Set<string>();
  const mine = new Set<string>();
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
    if (mine.size > 0) await tell();
    return holds.length;
  }

  async function tell(): Promise<void> {
    const wanted = new Set(mine);
    const escalations = await store.escalations(recentEscalations);
    for (const each of escalations) if (wanted.has(each.subject) && each.resolvedAt === null && !told.has(each.id)) announce(each);
    for (const id of told) if (!escalations.some((each) => each.id === id)) told.delete(id);
    for (const subject of wanted) mine.delete(subject);
  }

  function announce({ id, subject, system, kind, owner, reason }: Escalation): void {
    told.add(id);
    deps.meters.escalations.add(1, { system, kind });
    logger.error({ system, subject, kind, owner, reason }, 'deliveries are held; the owner has to know');
  }

  function again(ms: number): void {
    if (timer) clearTimeout(timer);
    if (!stopped && !looking) timer = setTimeout(run, mine.size > 0 ? 0 : ms);
  }

  function run(): void {
    looking = true;
    look()
      .catch((error: unknown) => {
        mine.clear();
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
    opened(subjects) {
      for (const subject of subjects) mine.add(subject);
      if (subjects.length > 0) again(0);
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
