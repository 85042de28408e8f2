import { readEnv } from '#libs/config';
import { concealed, rememberForGood } from '#libs/failures';
import type { Environment, Workspaces } from '#libs/host';
import { topics } from '#libs/line';
import { type Codec, createLog, type MessageLog } from '#libs/log';
import { createStore, type Store } from '#libs/state';
import { createLogger, type Logger } from '#libs/telemetry';
import type { Io } from './output.ts';
import { requireReachable } from './reach.ts';
import { requireServers, type Servers } from './settings.ts';

/** The servers, open for reading; nothing is created there. */
export interface Connection {
  readonly env: Environment;
  readonly log: MessageLog;
  readonly codec: Codec;
  readonly store: Store;
  readonly logger: Logger;
}

/** The environment a service would read, completed by the addresses that were found. */
export async function environmentFor(io: Pick<Io, 'env'>, servers: Servers): Promise<Environment> {
  const { environmentSchema, passwordsIn } = await import('#libs/host');
  for (const password of passwordsIn(servers.databaseUrl)) rememberForGood(password);
  return readEnv(environmentSchema, {
    ...io.env,
    KAFKA_BROKERS: servers.kafkaBrokers.join(','),
    SCHEMA_REGISTRY_URL: servers.registryUrl,
    DATABASE_URL: servers.databaseUrl,
  });
}

/** What the libraries report goes to standard error, errors only: a verb says itself what matters. */
export const quietLogger = (io: Pick<Io, 'env'>): Logger =>
  createLogger('junctor-cli', io.env.LOG_LEVEL || 'fatal', { conceal: concealed });

/** Opens the servers, works with them, closes them whatever happens. Throws CliError when one can't be reached. */
export async function withConnection<R>(
  io: Pick<Io, 'env' | 'cwd'>,
  data: string,
  work: (connection: Connection) => Promise<R>,
): Promise<R> {
  const servers = requireServers(io, data);
  await requireReachable(servers);
  const { openCodec } = await import('#libs/host');
  const env = await environmentFor(io, servers);
  const log = createLog(env.JUNCTOR_LOG_CLIENT, { brokers: env.KAFKA_BROKERS, clientId: 'junctor-cli' });
  const codec = await openCodec(env.SCHEMA_REGISTRY_URL);
  const store = createStore({ databaseUrl: env.DATABASE_URL, applicationName: 'junctor-cli' });
  try {
    return await work({ env, log, codec, store, logger: quietLogger(io) });
  } finally {
    await store.close();
  }
}

/** The published workspaces, read once; null when none was ever applied here. */
export async function readWorkspaces({ log, codec, logger }: Pick<Connection, 'log' | 'codec' | 'logger'>): Promise<Workspaces | null> {
  const admin = await log.admin();
  try {
    if (!(await admin.partitions([topics.flows])).has(topics.flows)) return null;
  } finally {
    await admin.close();
  }
  const { createWorkspaces } = await import('#libs/host');
  const workspaces = createWorkspaces(log, codec, logger);
  await workspaces.start();
  workspaces.stop();
  return workspaces.current() === null ? null : workspaces;
}
