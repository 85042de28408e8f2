import { createMemoryLog } from '#libs/log';
import { topicSpecs } from '#libs/model';
import type { HeadPolicy } from '#libs/state';
import { createFramedCodec } from '#verification/line';
import { type Clock, createClock } from './clock.ts';
import { createCluster } from './cluster.ts';
import type { Violation } from './evidence.ts';
import { createFaults } from './faults.ts';
import { follow } from './globals.ts';
import { faultsForMs, type History, sendForMs } from './history.ts';
import { judge } from './judge.ts';
import { lackingContext } from './lacking.ts';
import { createMemoryStore } from './memory-store.ts';
import { createPerson } from './person.ts';
import { knownTopics, type Surroundings } from './process.ts';
import { createSenders } from './senders.ts';
import type { Review } from './store/review.ts';
import { marker, markersIn, storiesOf } from './stories.ts';
import { createStreams } from './streams.ts';
import { createDesk, createFolder, createReceiver } from './targets.ts';
import { createTrace } from './trace.ts';
import { createDisk, moving } from './watch.ts';
import { createWeather } from './weather.ts';
import { readWorkspace } from './workspace.ts';
import { createWorld } from './world.ts';

export interface RunOptions {
  readonly keepTrace: boolean;
}

export interface RunResult {
  readonly violations: readonly Violation[];
  readonly faults: ReadonlyMap<string, number>;
  /** How often the rarer paths were taken. */
  readonly reached: Readonly<Record<string, number>>;
  readonly faultLog: readonly string[];
  readonly fatal: readonly string[];
  /** Alerts accepted and audit rows written. */
  readonly messages: number;
  /** Calls that a destination saw twice and was told so. */
  readonly possibleDuplicates: number;
  readonly virtualSeconds: number;
  readonly events: number;
  readonly hash: string;
  readonly trace: readonly string[];
}

/** The promised time within which everything is steady again once nothing fails any more. */
const steadyWithinMs = 20 * 60_000;
const consistencyDelayMs = 3_000;
const workspace = readWorkspace();

async function surroundings(clock: Clock, given: Pick<Surroundings, 'world'>) {
  const { world } = given;
  const chance = world.streams.of('network');
  const later = (run: () => void): void => void clock.after(null, 0.05 + chance.next() * 0.5, run);
  const log = createMemoryLog({ now: () => clock.epoch(), later });
  const partitions = knownTopics(topicSpecs.map(({ topic }) => topic));
  const admin = await log.admin();
  await admin.ensureTopics([...partitions].map(([topic, count]) => ({ topic, partitions: count, replicationFactor: 1, config: {} })));
  const { store, tables, waiting, review } = createMemoryStore(() => clock.epoch());
  const folders = [createFolder(world, 'archive-files'), createFolder(world, 'notice-files')];
  const targets = [createDesk(world, consistencyDelayMs), createReceiver(world), ...folders];
  const heads = new Map(
    targets.map(({ name }) => [name, world.streams.of(`head ${name}`).pick<HeadPolicy>(['block', 'supersede', 'skip'])]),
  );
  return { world, log, store, tables, waiting, review, targets, partitions, workspace, heads, codec: createFramedCodec() };
}

/** One whole history: three replicas, edits at the sources, faults for a while, then rest, then the verdict. */
export async function runHistory(history: History, options: RunOptions): Promise<RunResult> {
  const streams = createStreams(history.schedule);
  const clock = createClock(streams);
  follow(clock, streams);
  const trace = createTrace(() => clock.now(), options.keepTrace);
  const faults = createFaults({ plan: history.faults, now: () => clock.now(), until: faultsForMs });
  const world = createWorld(clock, streams, faults, trace);
  const around = await surroundings(clock, { world });
  const cluster = createCluster(around);
  const stories = storiesOf(history.steps);
  const disk = createDisk({
    ...{ log: around.log, codec: around.codec, partitions: around.partitions.get('junctor.raw.v1') ?? 1, spooled: around.waiting.spooled },
    markersIn: (text) => markersIn(text).map(({ record, step }) => marker(record, step)),
  });
  const senders = createSenders({ ...around, ...history, cluster, stories, forMs: sendForMs, onDisk: disk.onDisk });
  const person = createPerson({ ...around, looks: history.looks });
  const left = (): Promise<string[]> => moving(around.log, around.tables, { ...around.waiting, inMemory: cluster.owes });
  const rest = createWeather({
    world,
    cluster,
    log: around.log,
    moving: left,
    sending: () => !senders.finished || !person.done,
  });
  cluster.start();
  senders.start();
  person.start();
  rest.start();
  await clock.run(faultsForMs + steadyWithinMs, () => rest.quiet);
  const gone = await missing(senders.accepted, disk.inLog);
  const verdict = judge({
    ...history,
    stories,
    senders,
    tables: around.tables,
    orders: around.review.orders,
    targets: around.targets,
    heads: around.heads,
    escalations: await around.store.escalations(100),
    left: rest.quiet ? [] : ['not at rest in time', ...(await left())],
    gone,
    fatal: cluster.fatal,
    excused: faults.between,
    storeAway: faults.storeAway,
    lacking: await lackingContext({ ...around, ...history }),
    forgotten: cluster.forgotten,
    faults: faults.counts,
    uncleanEnds: faults.uncleanEnds,
  });
  if (options.keepTrace) for (const line of [...endings(around.tables), ...cluster.fatal]) trace.note(() => line);
  return {
    ...verdict,
    faults: faults.counts,
    reached: { ...around.waiting.reached, ...replayed(around.review) },
    faultLog: faults.log,
    fatal: cluster.fatal,
    messages: senders.accepted.size + history.rows.length,
    virtualSeconds: Math.round(clock.now() / 1000),
    events: clock.events,
    hash: trace.hash,
    trace: trace.lines,
  };
}

const replayed = ({ orders }: Review): Record<'replays' | 'edits', number> => ({
  replays: orders.length,
  edits: orders.filter(({ edit }) => edit !== null).length,
});

async function missing(accepted: ReadonlySet<string>, inLog: (marker: string) => Promise<boolean>): Promise<string[]> {
  const found: string[] = [];
  for (const each of accepted) if (!(await inLog(each))) found.push(each);
  return found;
}

/** How every delivery ended, for whoever reads a trace. */
function* endings({ outcomes, inbox }: ReturnType<typeof createMemoryStore>['tables']): Generator<string> {
  for (const { deliveryId, kind, reason, attempts } of outcomes) {
    const row = inbox.get(deliveryId);
    yield `ended ${row?.targetSystem} ${row?.record} version ${row?.version} ${kind} after ${attempts} ${reason ?? ''} ${deliveryId}`;
  }
}
