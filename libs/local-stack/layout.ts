import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { errorText, LocalStackError } from './errors.ts';

/** The three servers of the laptop stack. */
export type Part = 'kafka' | 'registry' | 'postgres';

/** A server of its own process: Kafka may be three of them, to see what becomes of a broker's death. */
export type ServerName = Part | 'kafka 2' | 'kafka 3';

/** The brokers of a stack, the first with the name that a stack of one has. */
export const brokerNames = ['kafka', 'kafka 2', 'kafka 3'] as const;
export type BrokerName = (typeof brokerNames)[number];

/** Servers start at once; they stop in this order, the registry (a client of nobody) first and Postgres, which others write to last, at the end. */
export const stopOrder: readonly Part[] = ['registry', 'kafka', 'postgres'];

/** The servers of these parts, with so many brokers, in the order given. */
export function serversOf(parts: readonly Part[], brokers: 1 | 3): readonly ServerName[] {
  return parts.flatMap((part): readonly ServerName[] => (part === 'kafka' ? brokerNames.slice(0, brokers) : [part]));
}

const requiredFreeBytes = 1024 ** 3;

/** Where everything of one stack lies, all absolute. */
export interface Layout {
  readonly root: string;
  readonly lock: string;
  /** Ports, passwords and cluster id chosen at the first start. */
  readonly state: string;
  readonly logs: string;
  readonly run: string;
  readonly kafka: string;
  /** Each broker's own folder; the first is `kafka`. */
  readonly brokers: Readonly<Record<BrokerName, string>>;
  readonly registry: string;
  readonly postgres: string;
}

/** Paths below one data directory; touches nothing. */
export function layoutOf(dataDir: string): Layout {
  const root = resolve(dataDir);
  const at = (name: string): string => join(root, name);
  return {
    root,
    lock: at('lock'),
    state: at('stack.json'),
    logs: at('logs'),
    run: at('run'),
    kafka: at('kafka'),
    brokers: { kafka: at('kafka'), 'kafka 2': at('kafka-2'), 'kafka 3': at('kafka-3') },
    registry: at('registry'),
    postgres: at('postgres'),
  };
}

/** Downloads live outside the work tree: JUNCTOR_CACHE, else XDG_CACHE_HOME/junctor, else ~/.cache/junctor. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.JUNCTOR_CACHE) return resolve(env.JUNCTOR_CACHE);
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'junctor');
}

/** Makes a directory, or says in one line why it cannot be used. Throws `notWritable` or `diskFull`. */
export function prepareDirectory(dir: string, what: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new LocalStackError(
      {
        code: 'notWritable',
        message: `${what} ${dir} cannot be written: ${errorText(cause)}`,
        hint: 'choose another directory or mend its owner',
      },
      { cause },
    );
  }
  const { bavail, bsize } = statfsSync(dir);
  requireFreeBytes(dir, bavail * bsize);
}

/** Throws `diskFull` when fewer than 1 GiB are free: Kafka and Postgres both end badly on a full disk. */
export function requireFreeBytes(dir: string, free: number): void {
  if (free >= requiredFreeBytes) return;
  throw new LocalStackError({
    code: 'diskFull',
    message: `only ${Math.floor(free / 1024 ** 2)} MB are free at ${dir}, the local stack needs 1024 MB`,
    hint: 'free some space or choose a data directory on another disk',
  });
}
