import { registry as connectors } from '#connectors';
import { contextOf, type Poller } from '#libs/connector-kit';
import type { SystemSpec } from '#libs/flow';
import type { Line } from '#libs/host';
import { noTrail } from '#libs/log';
import { acknowledged, pause, type Runnable, writeOutput } from '#libs/stage';
import type { ClaimedBackfill } from '#libs/state';
import { newTraceparent } from '#libs/telemetry';
import { captured } from './ingest.ts';
import type { Troubles } from './troubles.ts';

export interface BackfillOptions {
  readonly owner: string;
  readonly everyMs: number;
  /** Nobody has taken calls for this long: something may have been given up by its sender. */
  readonly gapMs: number;
  /** Asked for once more, before what is known: clocks differ, and a change may show late in a search. */
  readonly overlapMs: number;
  readonly leaseMs: number;
}

export const backfillDefaults: Omit<BackfillOptions, 'owner'> = { everyMs: 5_000, gapMs: 20_000, overlapMs: 300_000, leaseMs: 60_000 };

const pageWithinMs = 30_000;
const acknowledgeWithinMs = 30_000;
const retryMs = 30_000;
/** More than this is no gap but another system: a person asks for it piece by piece. */
const mostPages = 5_000;

/**
 * Asks sources what they have changed when something of them may be missing here: after a start, after a time when nobody was there, after
 * calls were refused, and when a person wants it. One owner a source; states that are here already are no-ops by their version.
 */
export function createBackfill(line: Line, troubles: Troubles, options: BackfillOptions): Runnable {
  const { store, logger } = line;
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let started = true;
  /** When each source that never tells by itself is asked next, by a monotonic clock. */
  const due = new Map<string, number>();

  /** Systems that can be asked, by name. */
  function askable(): ReadonlyMap<string, SystemSpec> {
    const workspace = line.workspaces.current();
    // The same connector may only be written to: a system that no flow begins at is not asked.
    const sources = new Set(workspace?.flows.map(({ source }) => source.system));
    return new Map([...(workspace?.systems ?? [])].filter(([name, system]) => sources.has(name) && polls(system)));
  }

  async function turn(): Promise<void> {
    const systems = askable();
    if (systems.size === 0) return;
    await store.sourcesSeen([...systems.keys()], started, options.gapMs);
    started = false;
    await tellTroubles(systems);
    await wantRegular(systems);
    for (let runs = 0; runs < systems.size && !stopping.signal.aborted; runs++) {
      const claimed = await store.claimBackfill([...systems.keys()], options.owner, options.leaseMs);
      const system = claimed && systems.get(claimed.system);
      if (!claimed || !system) return;
      await run(system, claimed);
    }
  }

  async function wantRegular(systems: ReadonlyMap<string, SystemSpec>): Promise<void> {
    for (const [name, system] of systems) {
      const every = pollEveryMs(system);
      if (every === null || performance.now() < (due.get(name) ?? 0)) continue;
      await store.wantBackfill(name, 0, 'it is asked regularly');
      due.set(name, performance.now() + every);
    }
  }

  async function tellTroubles(systems: ReadonlyMap<string, SystemSpec>): Promise<void> {
    const taken = troubles.take();
    try {
      for (const [system, agoMs] of taken) if (systems.has(system)) await store.wantBackfill(system, agoMs, 'calls were refused');
    } catch (error) {
      troubles.giveBack(taken);
      throw error;
    }
  }

  async function run(system: SystemSpec, claimed: ClaimedBackfill): Promise<void> {
    logger.info({ system: system.name, since: new Date(claimed.sinceMs), reason: claimed.reason }, 'asking what has changed');
    let poller: Poller | null = null;
    try {
      poller = open(system, line.env);
      const records = await copy(poller, system, claimed);
      if (records === null) return await giveBack(claimed);
      await store.backfilled(system.name, claimed.epoch, null);
      logger.info({ system: system.name, records }, 'what has changed is taken in');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ system: system.name, reason }, 'asking what has changed failed; trying again');
      await store.backfilled(system.name, claimed.epoch, { error: reason.slice(0, 500), retryMs });
    } finally {
      await poller?.close();
    }
  }

  /** Whoever is next need not wait for the lease to run out; one that was lost already is not touched. */
  async function giveBack({ system, epoch }: ClaimedBackfill): Promise<void> {
    if (stopping.signal.aborted) await store.backfilled(system, epoch, { error: 'the process was stopped', retryMs: 0 });
  }

  /** How many records came; null when the lease was lost or the process stops: whoever is next begins again. */
  async function copy(poller: Poller, system: SystemSpec, { sinceMs, epoch }: ClaimedBackfill): Promise<number | null> {
    let cursor: string | null = null;
    let records = 0;
    for (let pages = 0; pages < mostPages; pages++) {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(pageWithinMs)]);
      const page: Awaited<ReturnType<Poller['changedSince']>> = await poller.changedSince(sinceMs - options.overlapMs, cursor, signal);
      if (!(await store.renewBackfill(system.name, epoch, options.leaseMs))) return null;
      if (!(await take(system, page.events))) return null;
      records += page.events.length;
      if (page.next === null) return records;
      cursor = page.next;
    }
    throw new Error(`more than ${mostPages} pages have changed; ask for a shorter time: junctor backfill ${system.name} --since`);
  }

  async function take(system: SystemSpec, events: Awaited<ReturnType<Poller['changedSince']>>['events']): Promise<boolean> {
    const workspace = line.workspaces.current();
    if (workspace === null || stopping.signal.aborted) return false;
    const { kernel, outbox } = line;
    const capture = { system: system.name, channel: 'poll' as const, receivedAt: Date.now(), revision: workspace.revision };
    const records = events.map((event) => {
      const output = captured({ ...event, attributes: { ...event.attributes, reconciled: 'true' } }, capture);
      const traceparent = newTraceparent(line.env.JUNCTOR_TRACE_RATIO);
      return writeOutput(output, { trail: noTrail, revision: null }, traceparent, 'ingest', kernel.codec, kernel.partitions);
    });
    if (records.length === 0) return true;
    kernel.meters.sent.add(records.length, { stage: 'ingest' });
    if (await acknowledged(outbox, records, AbortSignal.any([stopping.signal, AbortSignal.timeout(acknowledgeWithinMs)]))) return true;
    if (stopping.signal.aborted) return false;
    throw new Error('the broker did not take what has changed');
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await turn();
      } catch (error) {
        logger.warn({ reason: String(error) }, 'looking after sources that can be asked failed; trying again');
      }
      await pause(options.everyMs, stopping.signal);
    }
  }

  return {
    name: 'ingest-backfill',
    async start() {
      running = loop();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    notReady: () => null,
  };
}

const polls = (system: SystemSpec): boolean => connectors.has(system.connector) && connectors.get(system.connector).poll !== undefined;

function pollEveryMs({ connector: name, settings }: SystemSpec): number | null {
  const connector = connectors.get(name);
  return connector.pollEveryMs?.(connector.settings.parse(settings)) ?? null;
}

function open(system: SystemSpec, env: Line['env']): Poller {
  const connector = connectors.get(system.connector);
  const allowed = { allowLoopback: env.JUNCTOR_ALLOW_LOOPBACK, privateNetworks: env.JUNCTOR_PRIVATE_NETWORKS };
  const poller = connector.poll?.(connector.settings.parse(system.settings), contextOf(system.name, system, allowed));
  if (poller === undefined) throw new Error(`connector ${system.connector} cannot be asked`);
  return poller;
}
