import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, openLog, publishWorkspace } from '#libs/host';
import { startStack } from '#libs/local-stack';
import { type Admin, type MessageLog, partitionFor } from '#libs/log';
import { createOutbox, pause } from '#libs/stage';
import { createStore, type Store } from '#libs/state';
import { createLogger } from '#libs/telemetry';
import { type Program, stageNames, startProgram } from '#verification/rig';
import { benchItems, benchTopics, benchWorkspace } from './workspace.ts';

/** Made up, valid on this machine only. */
export const benchToken = 'bench-token';

/** The six stages, in one process or in six. */
export interface Stages {
  readonly programs: readonly Program[];
  readonly ingestUrl: string;
  stop(): Promise<void>;
}

export interface Rig {
  readonly brokers: string;
  readonly databaseUrl: string;
  readonly admin: Admin;
  readonly store: Store;
  readonly targetUrl: string;
  readonly dir: string;
  /** Starts the stages and waits until the items to look up are known. */
  stages(mode: 'one' | 'six', env?: NodeJS.ProcessEnv): Promise<Stages>;
  stop(): Promise<void>;
}

/** A stack of its own, the target, the workspace and the items; no stage runs yet. */
export async function lineUp(dataDir: string, say: (text: string) => void): Promise<Rig> {
  const dir = join(dataDir, 'run');
  mkdirSync(dir, { recursive: true });
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    say('starting Kafka, the schema registry and Postgres');
    const stack = await startStack({ dataDir: join(dataDir, 'stack'), onProgress: say });
    closers.push(() => stack.stop());
    const target = await startProgram({ name: 'target', module: 'verification/bench/target.js', logFile: join(dir, 'target.log') });
    closers.push(() => target.stop());
    const brokers = stack.kafkaBrokers.join(',');
    const log = await publish({ KAFKA_BROKERS: [...stack.kafkaBrokers], SCHEMA_REGISTRY_URL: stack.registryUrl });
    const admin = await log.admin();
    closers.push(() => admin.close());
    const store = createStore({ databaseUrl: stack.databaseUrl, applicationName: 'bench' });
    closers.push(() => store.close());
    const targetUrl = String(target.ready.url);
    const base: NodeJS.ProcessEnv = {
      KAFKA_BROKERS: brokers,
      SCHEMA_REGISTRY_URL: stack.registryUrl,
      DATABASE_URL: stack.databaseUrl,
      JUNCTOR_ALLOW_LOOPBACK: 'true',
      JUNCTOR_TRACE_RATIO: '0',
      // Every alert is routed with its context, however busy the machine is.
      ENRICH_DEADLINE_MS: '30000',
      LOG_LEVEL: 'warn',
      BENCH_TARGET_URL: targetUrl,
      BENCH_TARGET_PASSWORD: 'bench-password',
      BENCH_WEBHOOK_TOKEN: benchToken,
    };
    const stages = async (mode: 'one' | 'six', env: NodeJS.ProcessEnv = {}): Promise<Stages> => {
      const running = await startStages(mode, { ...base, ...env }, dir);
      closers.push(() => running.stop());
      await itemsKnown(store);
      return running;
    };
    return { brokers, databaseUrl: stack.databaseUrl, admin, store, targetUrl, dir, stages, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Creates the topics of the source systems, as those systems would, publishes the workspace and feeds the items. */
async function publish(addresses: Pick<Environment, 'KAFKA_BROKERS' | 'SCHEMA_REGISTRY_URL'>): Promise<MessageLog> {
  const logger = createLogger('bench', 'warn');
  const env = { ...addresses, JUNCTOR_LOG_CLIENT: 'platformatic', JUNCTOR_REPLICATION: 1 } as Environment;
  const { log, codec } = await openLog(env, logger, 'bench');
  const admin = await log.admin();
  const topics = Object.values(benchTopics);
  await admin.ensureTopics(topics.map((topic) => ({ topic, partitions: 4, replicationFactor: 1, config: {} })));
  await admin.close();
  const outbox = createOutbox(log, { onFault: (error) => logger.warn({ reason: String(error) }, 'preparing the bench') });
  await publishWorkspace(benchWorkspace(), Date.now(), codec, outbox);
  const items = benchItems().map((item) => ({
    topic: benchTopics.cmdb,
    partition: partitionFor(item.id, 4),
    key: item.id,
    value: Buffer.from(JSON.stringify(item)),
    headers: { 'content-type': 'application/json' },
  }));
  await new Promise<void>((resolve) => outbox.append(items, () => resolve()));
  await outbox.close(5_000);
  return log;
}

async function startStages(mode: 'one' | 'six', env: NodeJS.ProcessEnv, dir: string): Promise<Stages> {
  const [first = '', ...rest] = mode === 'one' ? ['all-in-one'] : stageNames;
  const start = (name: string): Promise<Program> =>
    startProgram({ name, module: `services/${name}/main.js`, env, logFile: join(dir, `${name}.log`) });
  // The first one creates topics, subjects and tables; the others find them.
  const programs = [await start(first), ...(await Promise.all(rest.map(start)))];
  return {
    programs,
    ingestUrl: String(programs[0]?.ready.address),
    async stop() {
      await Promise.all(programs.map((each) => each.stop()));
    },
  };
}

async function itemsKnown(store: Store): Promise<void> {
  const keys = benchItems().flatMap((item) => item.keys.map((key) => ({ kind: 'ci' as const, key })));
  const deadline = Date.now() + 60_000;
  while ((await store.context(keys)).length < keys.length) {
    if (Date.now() > deadline) throw new Error('the items to look up did not reach the projections within 60 s');
    await pause(250);
  }
}
