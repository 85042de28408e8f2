import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { type Child, endOrphan, startChild, waitUntilHealthy } from './child.ts';
import { LocalStackError } from './errors.ts';
import { type Layout, layoutOf, type Part, prepareDirectory, stopOrder } from './layout.ts';
import { type Lock, tryLock } from './lock.ts';
import { choosePorts, downloadFor, preparePart } from './parts.ts';
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
  readonly pids: { readonly kafka?: number; readonly registry?: number; readonly postgres?: number };
  /** Stops a part if it runs and starts it again on the same port and data; resolves when healthy. */
  restart(part: Part): Promise<void>;
  /** Sends a signal to one server; after SIGKILL, SIGTERM and SIGINT resolves when it has ended. */
  kill(part: Part, signal: NodeJS.Signals): Promise<void>;
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
    const { state, ports } = await choosePorts(layout, parts, options.ports ?? {});
    held.ports = ports;
    const servers = new Map<Part, PartServer>();
    for (const part of parts) servers.set(part, await preparePart(part, layout, state, options.partitions ?? 4, onProgress));
    const start = async (part: Part): Promise<void> => {
      const server = servers.get(part);
      if (server) held.running.set(part, await launch(server, onProgress));
    };
    await settleAll(parts.map(start));
    return stackOf(parts, state, held, start);
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
    for (const path of [layout.kafka, layout.registry, layout.postgres, refugeOf(layout.postgres), layout.logs, layout.run, layout.state]) {
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
  readonly running: Map<Part, Child>;
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
  for (const part of stopOrder) await endOrphan(part, `${layout.run}/${part}.json`, part === 'postgres' ? 'SIGINT' : 'SIGTERM', onProgress);
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
  for (const part of stopOrder) await held.running.get(part)?.stop();
  held.running.clear();
  await releasePorts(held.ports);
  held.lock.release();
}

function stackOf(parts: readonly Part[], state: StackState, held: Held, start: (part: Part) => Promise<void>): Stack {
  const port = (name: PortName): number => state.ports[name] ?? 0;
  let stopped: Promise<void> | undefined;
  const running = (part: Part): Child => {
    const child = held.running.get(part);
    if (child) return child;
    throw new LocalStackError({
      code: 'notRunning',
      message: `${part} is not part of this stack`,
      hint: `it was started with ${parts.join(', ')}`,
    });
  };
  return {
    kafkaBrokers: parts.includes('kafka') ? [`127.0.0.1:${port('kafka')}`] : [],
    registryUrl: parts.includes('registry') ? `http://127.0.0.1:${port('registry')}${registryApiPath}` : '',
    databaseUrl: parts.includes('postgres') ? databaseUrlOf({ port: port('postgres'), password: state.password }) : '',
    get pids() {
      return Object.fromEntries([...held.running].map(([part, child]) => [part, child.pid]));
    },
    restart: async (part) => {
      await running(part).stop();
      await start(part);
    },
    kill: async (part, signal) => {
      const child = running(part);
      child.signal(signal);
      if (['SIGKILL', 'SIGTERM', 'SIGINT'].includes(signal)) await child.waitForEnd(endLimitMs);
    },
    stop: async () => {
      stopped ??= stopAll(held);
      await stopped;
    },
  };
}
