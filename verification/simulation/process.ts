import { policyFor } from '#libs/failures';
import type { Line } from '#libs/host';
import { endings, topics } from '#libs/line';
import type { Codec, MessageLog } from '#libs/log';
import { createOutbox, createSinkRunner, createStageRunner, type Kernel, type Runnable, startAll } from '#libs/stage';
import type { HeadPolicy, Store } from '#libs/state';
import { createLogger, createMeters } from '#libs/telemetry';
import {
  createAccept,
  createLaneWorker,
  createPublisher,
  createReviewIntake,
  createReviewJobs,
  createReviewRunner,
  type Destinations,
} from '#services/deliver';
import { type ContextDebts, contextMakeGood, createContextDebts, enrichStage } from '#services/enrich';
import { type Answer, createReceive, createSourceTopics, createSpoolDrain } from '#services/ingest';
import { routeStage } from '#services/route';
import { createTracker } from '#services/state-tracker';
import { transformStage } from '#services/transform';
import { createHost, type Host } from './host.ts';
import { logFor } from './ports/log.ts';
import { storeFor } from './ports/store.ts';
import type { Target } from './targets.ts';
import type { readWorkspace } from './workspace.ts';
import type { World } from './world.ts';

/** What all processes of a run share. */
export interface Surroundings {
  readonly world: World;
  readonly log: MessageLog;
  readonly store: Store;
  readonly codec: Codec;
  readonly targets: readonly Target[];
  readonly partitions: ReadonlyMap<string, number>;
  readonly workspace: ReturnType<typeof readWorkspace>;
  /** What a parked head does to its lane, by target system. */
  readonly heads: ReadonlyMap<string, HeadPolicy>;
}

type Policies = NonNullable<Parameters<typeof createLaneWorker>[0]['policies']>;

/** The standard policy, but for the heads. */
const policiesOf = (heads: Surroundings['heads']): Policies => ({
  forFlow: (_flow, system) => ({ parkedHead: heads.get(system) ?? 'block', decide: (failure) => policyFor(failure) }),
  forSystem: (_system, failure) => policyFor(failure),
});

/** One process that runs all stages, as `junctor up` does. */
export interface Replica {
  readonly host: Host;
  /** Records whose context it owes in its memory alone. */
  readonly owing: number;
  start(): Promise<void>;
  /** As SIGTERM does: everything in hand is finished or given back. */
  stop(): Promise<void>;
  post(system: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer>;
}

const callTimeoutMs = 15_000;
const reviewWatchMs = 30 * 60_000;
const logger = createLogger('simulation', 'silent');

export function openReplica(name: string, given: Surroundings, onFatal: (host: Host, error: Error) => void): Replica {
  const host = createHost(name);
  const line = lineOf(host, given, onFatal);
  const debts = createContextDebts(line.store, logger);
  const runnables = runnablesOf(line, debts, destinationsOf(host, given.targets), name, policiesOf(given.heads));
  return {
    host,
    get owing() {
      return debts.unwritten;
    },
    async start() {
      await startAll(runnables, logger);
    },
    async stop() {
      for (const runnable of runnables.toReversed()) await runnable.stop();
      await line.outbox.close(3_000);
    },
    post: createReceive(line),
  };
}

function lineOf(
  host: Host,
  { world, log, store, codec, partitions, workspace }: Surroundings,
  onFatal: (host: Host, error: Error) => void,
): Line {
  const ports = { log: logFor(host, log, world), store: storeFor(host, store, world) };
  const outbox = createOutbox(ports.log, { onFault: () => undefined });
  const { compiled, files } = workspace;
  const kernel: Kernel = {
    ...{ log: ports.log, codec, outbox, endings, partitions, logger },
    meters: createMeters(),
    traceRatio: 1,
    membership: () => ({}),
    onFatal: (error) => onFatal(host, error),
  };
  const workspaces: Line['workspaces'] = {
    start: async () => undefined,
    stop: () => undefined,
    current: () => compiled,
    get: (revision) => (revision === null || revision === compiled.revision ? compiled : undefined),
    require: async () => compiled,
    files: () => [{ revision: compiled.revision, files }],
  };
  const env = { JUNCTOR_TRACE_RATIO: 0, JUNCTOR_ALLOW_LOOPBACK: false } as Line['env'];
  return {
    ...{ env, logger, kernel, outbox, workspaces },
    store: ports.store,
    runnables: [],
    add: (runnable) => runnable,
    close: async () => undefined,
  };
}

function destinationsOf(host: Host, targets: readonly Target[]): Destinations {
  const connected = new Map(
    targets.map((target) => {
      const object = target.objectFor(host);
      const { credentialVersion } = target;
      const destination = { objects: { incident: object, event: object }, credentialVersion, close: async () => undefined };
      const subjects = { system: `system:${target.name}`, endpoint: `endpoint:${target.name}`, credential: `credential:${target.name}` };
      return [target.name, { destination, concurrency: 8, callTimeoutMs, subjects, owner: 'its owner' }] as const;
    }),
  );
  return { names: () => [...connected.keys()], get: (system) => connected.get(system) ?? null, close: async () => undefined };
}

/** As the modules of the services wire them; a thread of its own for suspect records is real time, so nothing is isolated here. */
function runnablesOf(line: Line, debts: ContextDebts, destinations: Destinations, owner: string, policies: Policies): Runnable[] {
  const { kernel, store, outbox } = line;
  const { codec, partitions, meters } = kernel;
  const { isolation: _t, ...transform } = transformStage(line);
  const { isolation: _r, ...route } = routeStage(line);
  const publisher = createPublisher({ store, outbox, codec, partitions, logger, meters });
  const lanes = createLaneWorker({ store, destinations, policies, owner, logger, meters, onSettled: () => publisher.wake() });
  const onWork = (): void => {
    lanes.wake();
    publisher.wake();
  };
  return [
    createSourceTopics(line),
    createSpoolDrain(line, owner),
    createStageRunner(transform, kernel),
    createStageRunner(enrichStage(line, debts), kernel),
    contextMakeGood(line, debts),
    createStageRunner(route, kernel),
    publisher,
    lanes,
    createSinkRunner(createAccept(store, onWork), kernel),
    createSinkRunner(createReviewIntake(store, codec), kernel),
    createReviewRunner({
      jobs: createReviewJobs({ ...line, ...kernel, store, outbox, owner, watchMs: reviewWatchMs }),
      logger,
      onMoved: onWork,
    }),
    createSinkRunner(createTracker(store), kernel),
  ];
}

/** Topics of the line and of the sources, with their partitions. */
export const sourceTopics = { audit: 'itsm.audit.incidents', cmdb: 'cmdb.cis' } as const;
export const knownTopics = (names: readonly string[]): Map<string, number> =>
  new Map([...names, ...Object.values(sourceTopics)].map((topic) => [topic, topic === topics.flows ? 1 : 3]));
