import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Part, startStack } from '#libs/local-stack';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './output.ts';
import { knownServers, type Servers } from './settings.ts';

export interface StartedServers {
  readonly servers: Servers;
  /** Variables the services need besides what is set already. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stops what was started here; may be called twice. */
  stop(): Promise<void>;
  /** From now on somebody else answers signals. */
  handOver(): void;
}

/** The servers that the environment names, and a laptop stack of those that it does not. Progress goes to standard error. */
export async function startServers(io: Io, data: string): Promise<StartedServers> {
  const named = knownServers({ env: io.env, cwd: io.cwd }, data);
  const fromEnvironment = (part: Part): boolean => named.from[part] === 'environment';
  const parts = (['kafka', 'registry', 'postgres'] as const).filter((part) => !fromEnvironment(part));
  if (parts.length > 0) mkdirSync(dirname(named.dataDir), { recursive: true });
  const interrupted = onInterrupt();
  let stack: Awaited<ReturnType<typeof startStack>> | null = null;
  const stop = async (): Promise<void> => {
    await stack?.stop();
  };
  try {
    if (parts.length > 0) stack = await startStack({ dataDir: named.dataDir, parts, onProgress: (line) => io.err(`${line}\n`) });
    if (interrupted.signal !== null)
      throw new CliError(exitCodes.refused, `stopped by ${interrupted.signal} while starting`, 'run `junctor up` again');
  } catch (error) {
    interrupted.forget();
    await stop();
    throw error;
  }
  interrupted.on(async () => {
    await stop();
    process.exit(130);
  });
  const servers: Servers = {
    kafkaBrokers: fromEnvironment('kafka') ? (named.kafkaBrokers ?? []) : (stack?.kafkaBrokers ?? []),
    registryUrl: (fromEnvironment('registry') ? named.registryUrl : stack?.registryUrl) ?? '',
    databaseUrl: (fromEnvironment('postgres') ? named.databaseUrl : stack?.databaseUrl) ?? '',
    from: {
      kafka: fromEnvironment('kafka') ? 'environment' : 'laptop stack',
      registry: fromEnvironment('registry') ? 'environment' : 'laptop stack',
      postgres: fromEnvironment('postgres') ? 'environment' : 'laptop stack',
    },
  };
  const environment = {
    KAFKA_BROKERS: servers.kafkaBrokers.join(','),
    SCHEMA_REGISTRY_URL: servers.registryUrl,
    DATABASE_URL: servers.databaseUrl,
    // A laptop's destinations are simulators and files of the same laptop.
    ...(parts.length > 0 && !io.env.JUNCTOR_ALLOW_LOOPBACK ? { JUNCTOR_ALLOW_LOOPBACK: 'true' } : {}),
  };
  return { servers, environment, stop, handOver: interrupted.forget };
}

/** Ctrl-C before the services answer it themselves: remembered first, then acted on. */
function onInterrupt(): { readonly signal: string | null; on(act: () => Promise<void>): void; forget(): void } {
  let seen: string | null = null;
  let act: (() => Promise<void>) | null = null;
  const hear = (signal: string): void => {
    seen ??= signal;
    act?.().catch(() => process.exit(1));
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return {
    get signal() {
      return seen;
    },
    on(action) {
      act = action;
    },
    forget() {
      process.off('SIGINT', hear);
      process.off('SIGTERM', hear);
    },
  };
}
