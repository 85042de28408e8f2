import { resolve } from 'node:path';
import { type RememberedStack, rememberedStack } from '#libs/local-stack';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './output.ts';

/** Where a verb finds the servers. `databaseUrl` holds a password: not for output. */
export interface Servers {
  readonly kafkaBrokers: readonly string[];
  readonly registryUrl: string;
  readonly databaseUrl: string;
  /** Where each address comes from, for people. */
  readonly from: { readonly kafka: Origin; readonly registry: Origin; readonly postgres: Origin };
}

export type Origin = 'environment' | 'laptop stack';

/** What is known of the addresses; a server that nobody named is absent. */
export interface KnownServers {
  readonly kafkaBrokers?: readonly string[];
  readonly registryUrl?: string;
  readonly databaseUrl?: string;
  readonly from: Readonly<Partial<Servers['from']>>;
  /** The stack of the data directory, running or not; null when none was ever started there. */
  readonly stack: RememberedStack | null;
  readonly dataDir: string;
}

const given = (io: Pick<Io, 'env'>, name: string): string | undefined => io.env[name]?.trim() || undefined;

/** Environment first, each server for itself; then the laptop stack that runs on the data directory. */
export function knownServers(io: Pick<Io, 'env' | 'cwd'>, data: string): KnownServers {
  const dataDir = resolve(io.cwd, data);
  const stack = rememberedStack(dataDir);
  const brokers = given(io, 'KAFKA_BROKERS');
  const kafkaBrokers =
    brokers
      ?.split(',')
      .map((each) => each.trim())
      .filter(Boolean) ?? stack?.kafkaBrokers;
  const registryUrl = given(io, 'SCHEMA_REGISTRY_URL') ?? stack?.registryUrl;
  const databaseUrl = given(io, 'DATABASE_URL') ?? stack?.databaseUrl;
  const origin = (name: string): Origin => (given(io, name) === undefined ? 'laptop stack' : 'environment');
  return {
    stack,
    dataDir,
    ...(kafkaBrokers === undefined ? {} : { kafkaBrokers }),
    ...(registryUrl === undefined ? {} : { registryUrl }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    from: {
      ...(kafkaBrokers === undefined ? {} : { kafka: origin('KAFKA_BROKERS') }),
      ...(registryUrl === undefined ? {} : { registry: origin('SCHEMA_REGISTRY_URL') }),
      ...(databaseUrl === undefined ? {} : { postgres: origin('DATABASE_URL') }),
    },
  };
}

/** All three addresses, or a CliError that says which are missing and how to have them. */
export function requireServers(io: Pick<Io, 'env' | 'cwd'>, data: string): Servers {
  const { kafkaBrokers, registryUrl, databaseUrl, from, stack, dataDir } = knownServers(io, data);
  if (kafkaBrokers && registryUrl && databaseUrl && from.kafka && from.registry && from.postgres)
    return { kafkaBrokers, registryUrl, databaseUrl, from: { kafka: from.kafka, registry: from.registry, postgres: from.postgres } };
  const missing = [
    kafkaBrokers ? [] : ['KAFKA_BROKERS'],
    registryUrl ? [] : ['SCHEMA_REGISTRY_URL'],
    databaseUrl ? [] : ['DATABASE_URL'],
  ].flat();
  const laptop = stack === null ? `there is no laptop stack in ${dataDir}` : `the laptop stack in ${dataDir} is not running`;
  throw new CliError(
    exitCodes.unreachable,
    `no server to talk to: ${missing.join(', ')} not set, and ${laptop}`,
    'start one with `junctor up` in another terminal, name its folder with --data, or set these variables',
  );
}
