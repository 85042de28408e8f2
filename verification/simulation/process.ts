import { policyFor } from '#libs/failures';
import type { Line } from '#libs/host';
import { topics } from '#libs/line';
import type { Codec, MessageLog } from '#libs/log';
import { type Runnable, startAll } from '#libs/stage';
import type { ContextDebt, HeadPolicy, Store } from '#libs/state';
import { createReviewJobs, createReviewRunner, type Destinations } from '#services/deliver';
import { createContextDebts } from '#services/enrich';
import { type Answer, createReceive, createSourceTopics, createSpoolDrain } from '#services/ingest';
import { fixedWorkspaces, lineOf, runnablesOf, stopLine, type Wiring } from '#verification/line';
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

/** The standard policy, but for the heads. */
const policiesOf = (heads: Surroundings['heads']): NonNullable<Wiring['policies']> => ({
  forFlow: (_flow, system) => ({ parkedHead: heads.get(system) ?? 'block', decide: (failure) => policyFor(failure) }),
  forSystem: (_system, failure) => policyFor(failure),
});

/** One process that runs all stages, as `junctor up` does. */
export interface Replica {
  readonly host: Host;
  /** Context that it owes in its memory alone. */
  readonly owes: readonly ContextDebt[];
  start(): Promise<void>;
  /** As SIGTERM does: everything in hand is finished or given back. */
  stop(): Promise<void>;
  post(system: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer>;
}

const callTimeoutMs = 15_000;
const reviewWatchMs = 30 * 60_000;

export function openReplica(name: string, given: Surroundings, onFatal: (host: Host, error: Error) => void): Replica {
  const host = createHost(name);
  const line = openLine(host, given, onFatal);
  const debts = createContextDebts(line.store, line.logger);
  const destinations = destinationsOf(host, given.targets);
  const runnables = everythingOf(line, { destinations, owner: name, policies: policiesOf(given.heads), debts });
  return {
    host,
    get owes() {
      return debts.unwritten;
    },
    start: () => startAll(runnables, line.logger),
    stop: () => stopLine(line, runnables),
    post: createReceive(line),
  };
}

function openLine(host: Host, given: Surroundings, onFatal: (host: Host, error: Error) => void): Line {
  const { world, codec, partitions, workspace } = given;
  return lineOf({
    ...{ log: logFor(host, given.log, world), store: storeFor(host, given.store, world), codec, partitions },
    workspaces: fixedWorkspaces(workspace.compiled, workspace.files),
    onFatal: (error) => onFatal(host, error),
  });
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

/** Everything that a process runs, but for what is asked regularly and what is forgotten after days. */
function everythingOf(line: Line, wiring: Wiring): Runnable[] {
  const { owner } = wiring;
  const { runnables, wake } = runnablesOf(line, wiring);
  const jobs = createReviewJobs({ ...line, ...line.kernel, owner, watchMs: reviewWatchMs });
  return [
    createSourceTopics(line),
    createSpoolDrain(line, owner),
    ...runnables,
    createReviewRunner({ jobs, logger: line.logger, onMoved: wake }),
  ];
}

/** Topics of the line and of the sources, with their partitions. */
export const sourceTopics = { audit: 'itsm.audit.incidents', cmdb: 'cmdb.cis' } as const;
export const knownTopics = (names: readonly string[]): Map<string, number> =>
  new Map([...names, ...Object.values(sourceTopics)].map((topic) => [topic, topic === topics.flows ? 1 : 3]));
