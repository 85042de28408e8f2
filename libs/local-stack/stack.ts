import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { type Child, endOrphan, startChild, waitUntilHealthy } from './child.ts';
import { LocalStackError } from './errors.ts';
import { brokerNames, type Layout, layoutOf, type Part, prepareDirectory, type ServerName, serversOf, stopOrder } from './layout.ts';
import { type Lock, tryLock } from './lock.ts';
import { choosePorts, downloadFor, prepareServer } from './parts.ts';
import { releasePorts } from './ports.ts';
import { databaseUrlOf } from './postgres.ts';
import { refugeOf } from './refuge.ts';
import { registryApiPath } from './registry.ts';
import type { PartServer } from './server.ts';
import type { PortName, StackState } from './state.ts';

export interface StackOptions {
  /** Holds all data; made when absent. `.junctor` at the root of the work tree by default of the commands. */
  readonly dataDir: string;
  /** Fixed ports of 127.0.0.1; what is left out is chosen free and remembered. */
  readonly ports?: { readonly kafka?: number; readonly registry?: number; readonly postgres?: number };
  /** Servers to start, default all. Leave out those the user runs elsewhere. */
  readonly parts?: readonly Part[];
  /**
   * Brokers of Kafka, default 1. With 3, topics keep 3 replicas of which 2 must be in sync, so that one broker may die. The same
   * data directory must always be started with the same number.
   */
  readonly brokers?: 1 | 3;
  /** Partitions of topics created without a count, default 4. */
  readonly partitions?: number;
  /** One line for people: downloads, storage, take-overs, unexpected ends. */
  readonly onProgress?: (line: string) => void;
}

/** Running servers. Addresses of parts that were left out are empty. */
export interface Stack {
  readonly kafkaBrokers: string[];
  /** Base of the Confluent-compatible API. */
  readonly registryUrl: string;
  /** Holds the password: not for logs. */
  readonly databaseUrl: string;
  readonly pids: { readonly [Name in ServerName]?: number };
  /** Stops a server if it runs and starts it again on the same port and data; resolves when healthy. `kafka` is the first broker. */
  restart(server: ServerName): Promise<void>;
  /** Sends a signal to one server; after SIGKILL, SIGTERM and SIGINT resolves when it has ended. */
  kill(server: ServerName, signal: NodeJS.Signals): Promise<void>;
  /** Stops registry, Kafka, Postgres in that order; data stays. May be called twice. */
  stop(): Promise<void>;
}

const endLimitMs = 30_000;

/**
 * Starts real servers on loopback ports and resolves when each answers. Throws `LocalStackError`; nothing is left
 * running then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const onProgress = options.onProgress ?? (() => undefined);
  const layout = layoutOf(options.dataDir);
  const parts = options.parts ?? stopOrder;
  prepareDirectory(layout.root, 'the data directory');
  const lock = takeLock(layout, onProgress);
  const held: Held = { lock, ports: [], running: new Map() };
  try {
    for (const dir of [layout.logs, layout.run]) mkdirSync(dir, { recursive: true });
    await endOrphans(layout, onProgress);
    await downloadFor(parts, onProgress);
    const plan = { brokers: options.brokers ?? 1, partitions: options.partitions ?? 4 };
    const names = serversOf(parts, plan.brokers);
    const { state, ports } = await choosePorts(layout, names, options.ports ?? {});
    held.ports = ports;
    const servers = new Map<ServerName, PartServer>();
    for (const name of names) servers.set(name, await prepareServer(name, layout, state, plan, onProgress));
    const start = async (name: ServerName): Promise<void> => {
      const server = servers.get(name);
      if (server) held.running.set(name, await launch(server, onProgress));
    };
    await settleAll(names.map(start));
    return stackOf(names, state, held, start);
  } catch (error) {
    await stopAll(held);
    throw error;
  }
}

/** Removes everything a stack keeps in its data directory. Throws `locked` while a stack runs on it. */
export async function resetStack(dataDir: string): Promise<void> {
  const layout = layoutOf(dataDir);
  if (!existsSync(layout.root)) return;
  const lock = takeLock(layout, () => undefined);
  try {
    await endOrphans(layout, () => undefined);
    for (const path of [
      ...Object.values(layout.brokers),
      layout.registry,
      layout.postgres,
      refugeOf(layout.postgres),
      layout.logs,
      layout.run,
      layout.state,
    ]) {
      rmSync(path, { recursive: true, force: true });
    }
  } finally {
    lock.release();
  }
}

/** What must be given back at the end. */
interface Held {
  readonly lock: Lock;
  ports: readonly number[];
  readonly running: Map<ServerName, Child>;
}

function takeLock(layout: Layout, onProgress: (line: string) => void): Lock {
  const lock = tryLock(layout.lock);
  if (!('release' in lock)) {
    throw new LocalStackError({
      code: 'locked',
      message: `process ${lock.pid} already runs the local stack in ${layout.root}`,
      hint: `stop it (Ctrl-C there, or kill ${lock.pid}), or choose another data directory`,
    });
  }
  if (lock.tookOverFrom)
    onProgress(`took over ${layout.root} from process ${lock.tookOverFrom.pid}, which ended without stopping its servers`);
  return lock;
}

async function endOrphans(layout: Layout, onProgress: (line: string) => void): Promise<void> {
  for (const name of serversOf(stopOrder, 3))
    await endOrphan(name, `${layout.run}/${name.replace(' ', '-')}.json`, name === 'postgres' ? 'SIGINT' : 'SIGTERM', onProgress);
}

async function launch(server: PartServer, onProgress: (line: string) => void): Promise<Child> {
  const { spec } = server;
  const child = await startChild(spec, (how) => onProgress(`${spec.name} ended unexpectedly (${how}); see ${spec.logFile}`));
  await waitUntilHealthy(spec, child, server.isHealthy, server.startLimitMs);
  await server.afterStart?.();
  return child;
}

/** Waits for all, then throws the first failure: no start is still under way when the caller cleans up. */
async function settleAll(starts: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(starts);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function stopAll(held: Held): Promise<void> {
  const stop = async (name: ServerName): Promise<void> => held.running.get(name)?.stop();
  // Brokers stop together: the last of three alone has no quorum any more to leave in order.
  for (const part of stopOrder) await Promise.all(serversOf([part], 3).map(stop));
  held.running.clear();
  await releasePorts(held.ports);
  held.lock.release();
}

function stackOf(names: readonly ServerName[], state: StackState, held: Held, start: (name: ServerName) => Promise<void>): Stack {
  const port = (name: PortName): number => state.ports[name] ?? 0;
  let stopped: Promise<void> | undefined;
  const running = (name: ServerName): Child => {
    const child = held.running.get(name);
    if (child) return child;
    throw new LocalStackError({
      code: 'notRunning',
      message: `${name} is not part of this stack`,
      hint: `it was started with ${names.join(', ')}`,
    });
  };
  return {
    kafkaBrokers: brokerNames.filter((name) => names.includes(name)).map((name) => `127.0.0.1:${port(name)}`),
    registryUrl: names.includes('registry') ? `http://127.0.0.1:${port('registry')}${registryApiPath}` : '',
    databaseUrl: names.includes('postgres') ? databaseUrlOf({ port: port('postgres'), password: state.password }) : '',
    get pids() {
      return Object.fromEntries([...held.running].map(([name, child]) => [name, child.pid]));
    },
    restart: async (name) => {
      await running(name).stop();
      await start(name);
    },
    kill: async (name, signal) => {
      const child = running(name);
      child.signal(signal);
      if (['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT'].includes(signal)) await child.waitForEnd(endLimitMs);
    },
    stop: async () => {
      stopped ??= stopAll(held);
      await stopped;
    },
  };
}
