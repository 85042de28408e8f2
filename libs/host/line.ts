import { readEnv } from '#libs/config';
import { concealed, rememberForGood } from '#libs/failures';
import { endings } from '#libs/line';
import { type Codec, createCodec, createLog, type MessageLog } from '#libs/log';
import { avroSchemas, topicSpecs, typeForSchema } from '#libs/model';
import { createOutbox, type Kernel, type Outbox, pause, type Runnable } from '#libs/stage';
import { createStore, type Store } from '#libs/state';
import { createLogger, createMeters, type Logger } from '#libs/telemetry';
import { passwordsIn } from './addresses.ts';
import { type Environment, environmentSchema } from './environment.ts';
import { createWorkspaces, type Workspaces } from './workspaces.ts';

/** Everything the modules of one process share, opened once. */
export interface Line {
  readonly env: Environment;
  readonly logger: Logger;
  readonly kernel: Kernel;
  /** Of what comes from outside the log (webhooks, outcomes): a sender that waits for its answer never waits behind the batches of stages. */
  readonly outbox: Outbox;
  readonly store: Store;
  readonly workspaces: Workspaces;
  readonly runnables: readonly Runnable[];
  /** Registers what this process runs; started and stopped with it. */
  add<R extends Runnable>(runnable: R): R;
  close(): Promise<void>;
}

/** Injection token of the line. */
export const LINE = Symbol('junctor.line');

/** The topics and their schemas, created or checked; a broker or registry that is still starting is waited for. */
export async function openLog(
  env: Environment,
  logger: Logger,
  clientId: string,
): Promise<{ log: MessageLog; codec: Codec; partitions: ReadonlyMap<string, number> }> {
  const log = createLog(env.JUNCTOR_LOG_CLIENT, { brokers: env.KAFKA_BROKERS, clientId });
  const partitions = await eventually(logger, 'Kafka', async () => {
    const admin = await log.admin();
    try {
      const existing = await admin.partitions(topicSpecs.map((spec) => spec.topic));
      await admin.ensureTopics(
        topicSpecs.map((spec) => ({
          ...spec,
          partitions: existing.get(spec.topic) ?? (spec.partitions === 1 ? 1 : (env.JUNCTOR_PARTITIONS ?? spec.partitions)),
          replicationFactor: env.JUNCTOR_REPLICATION,
        })),
      );
      return await admin.partitions(topicSpecs.map((spec) => spec.topic));
    } finally {
      await admin.close();
    }
  });
  const codec = await eventually(logger, 'the schema registry', async () => {
    const opened = await openCodec(env.SCHEMA_REGISTRY_URL);
    await opened.register();
    return opened;
  });
  return { log, codec, partitions };
}

/** The codec of our topics. Nothing is registered yet: it reads, and writes after `register`. */
export function openCodec(registryUrl: string): Promise<Codec> {
  const subjects = Object.fromEntries(
    topicSpecs.map((spec) => [spec.topic, avroSchemas[spec.model] as unknown as Readonly<Record<string, unknown>>]),
  );
  return createCodec({ registryUrl, subjects, compile: typeForSchema });
}

export async function openLine(service: string): Promise<Line> {
  const env = readEnv(environmentSchema);
  for (const password of passwordsIn(env.DATABASE_URL)) rememberForGood(password);
  const logger = createLogger(`junctor-${service}`, env.LOG_LEVEL, { conceal: concealed });
  const { log, codec, partitions } = await openLog(env, logger, `junctor-${service}`);
  const store = createStore({ databaseUrl: env.DATABASE_URL, applicationName: `junctor-${service}` });
  await eventually(logger, 'Postgres', () => store.migrate());
  const openOutbox = (): Outbox =>
    createOutbox(log, { onFault: (error) => logger.warn({ reason: String(error) }, 'produce failed; a new producer sends again') });
  const outbox = openOutbox();
  const ofStages = openOutbox();
  const workspaces = createWorkspaces(log, codec, logger);
  await workspaces.start();
  const runnables: Runnable[] = [];
  return {
    env,
    logger,
    outbox,
    store,
    workspaces,
    runnables,
    kernel: {
      log,
      codec,
      outbox: ofStages,
      endings,
      partitions,
      logger,
      meters: createMeters(),
      traceRatio: env.JUNCTOR_TRACE_RATIO,
      membership: (stage) =>
        env.JUNCTOR_INSTANCE && log.features.staticMembership ? { instanceId: `${env.JUNCTOR_INSTANCE}-${stage}` } : {},
      onFatal: (error) => {
        logger.fatal({ err: error }, 'stopping: this process can not go on safely');
        process.exit(1);
      },
    },
    add(runnable) {
      runnables.push(runnable);
      return runnable;
    },
    async close() {
      workspaces.stop();
      const [own, theirs] = await Promise.all([outbox.close(3_000), ofStages.close(3_000)]);
      const left = own + theirs;
      if (left > 0) logger.warn({ left }, 'records were not acknowledged at the end; their inputs come again');
      await store.close();
    },
  };
}

const attempts = 60;

async function eventually<R>(logger: Logger, what: string, work: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts) throw error;
      logger.warn({ attempt, reason: error instanceof Error ? error.message : String(error) }, `${what} is not there yet`);
      await pause(Math.min(250 * attempt, 2_000));
    }
  }
}
