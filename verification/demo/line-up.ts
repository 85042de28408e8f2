import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, openLog, publishWorkspace } from '#libs/host';
import { type Stack, startStack } from '#libs/local-stack';
import { createOutbox, pause } from '#libs/stage';
import { createStore, type Store } from '#libs/state';
import { createLogger } from '#libs/telemetry';
import {
  type Destinations,
  type FaultOptions,
  type Ports,
  type Services,
  serviceEnvironment,
  startServices,
  startSimulators,
} from '#verification/rig';

export interface LineUp {
  readonly stack: Stack;
  readonly destinations: Destinations;
  readonly services: Services;
  readonly store: Store;
  readonly revision: string;
  /** Folder of journals, accepted lists and logs. */
  readonly dir: string;
  /** Where each part answers. */
  readonly urls: Readonly<Record<'ingest' | 'servicenow' | 'webhook' | 'otlp', string>>;
  stop(): Promise<void>;
}

export interface LineUpOptions {
  /** Data of Kafka, the registry and Postgres. */
  readonly stackDir: string;
  /** Journals, accepted lists and logs. */
  readonly runDir: string;
  readonly mode: 'six' | 'one';
  readonly faults?: FaultOptions;
  readonly ports?: Ports;
  readonly env?: NodeJS.ProcessEnv;
  /** Brokers of Kafka, default 1; with 3, the sources' topics have 3 replicas. */
  readonly brokers?: 1 | 3;
  /** Another workspace than the demo's. */
  readonly files?: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

const root = new URL('../../..', import.meta.url).pathname;
export const sourceTopics = { cmdb: 'cmdb.cis', audit: 'itsm.audit.incidents' } as const;

/** The files of the demo workspace, by path from the repository's root. */
export function demoWorkspace(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const folder of ['systems', 'flows']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (/\.ya?ml$/.test(entry) && !entry.endsWith('.test.yaml'))
        files[`${folder}/${entry}`] = readFileSync(join(root, folder, entry), 'utf8');
    }
  }
  return files;
}

/** The whole system on this machine: stack, simulators, services, the demo workspace applied. */
export async function lineUp(options: LineUpOptions): Promise<LineUp> {
  const { say, runDir: dir } = options;
  mkdirSync(dir, { recursive: true });
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.reverse()) await close();
  };
  try {
    say('starting Kafka, the schema registry and Postgres');
    const stack = await startStack({ dataDir: options.stackDir, brokers: options.brokers ?? 1, onProgress: say });
    closers.push(() => stack.stop());
    say('starting the simulators of ServiceNow, a webhook receiver and an OTLP backend');
    const destinations = await startSimulators(dir, options.faults, options.ports);
    closers.push(() => destinations.stop());
    const env = { ...serviceEnvironment(stack, destinations), ...options.env };
    const revision = await applyDemo(stack, options.files ?? demoWorkspace());
    say(`applied the demo workspace, revision ${revision}`);
    say(options.mode === 'six' ? 'starting the six services' : 'starting the six services in one process');
    const services = await startServices(options.mode, env, dir);
    closers.push(() => services.stop());
    const store = createStore({ databaseUrl: stack.databaseUrl, applicationName: 'demo' });
    closers.push(() => store.close());
    const urls = {
      ingest: services.ingestUrl,
      servicenow: destinations.servicenowUrl,
      webhook: destinations.webhookUrl,
      otlp: destinations.otlpUrl,
    };
    return { stack, destinations, services, store, revision, dir, urls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Creates the topics of the source systems, as those systems would, and publishes the workspace. */
async function applyDemo(stack: Stack, files: Readonly<Record<string, string>>): Promise<string> {
  const logger = createLogger('demo', 'warn');
  const replicationFactor = stack.kafkaBrokers.length;
  const env = {
    KAFKA_BROKERS: [...stack.kafkaBrokers],
    SCHEMA_REGISTRY_URL: stack.registryUrl,
    JUNCTOR_LOG_CLIENT: 'platformatic',
    JUNCTOR_REPLICATION: replicationFactor,
  };
  const { log, codec } = await openLog(env as Environment, logger, 'demo');
  const admin = await log.admin();
  await admin.ensureTopics(Object.values(sourceTopics).map((topic) => ({ topic, partitions: 4, replicationFactor, config: {} })));
  await admin.close();
  const outbox = createOutbox(log, { onFault: (error) => logger.warn({ reason: String(error) }, 'publishing the workspace') });
  const revision = await publishWorkspace(files, Date.now(), codec, outbox);
  await outbox.close(5_000);
  return revision;
}

/** Waits until `holds` says so, asked every 250 ms; false when it did not within the time. */
export async function until(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (await holds()) return true;
    await pause(250);
  }
  return false;
}
