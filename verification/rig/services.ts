import { join } from 'node:path';
import { type Program, startProgram } from './program.ts';
import type { Destinations } from './simulators.ts';
import { demoSecrets } from './simulators.ts';

export const stageNames = ['ingest', 'transform', 'enrich', 'route', 'deliver', 'state-tracker'] as const;
export type StageName = (typeof stageNames)[number];

export interface StackAddresses {
  readonly kafkaBrokers: readonly string[];
  readonly registryUrl: string;
  readonly databaseUrl: string;
}

/** What a service of the demo workspace needs in its environment. */
export function serviceEnvironment(stack: StackAddresses, destinations: Destinations): NodeJS.ProcessEnv {
  return {
    KAFKA_BROKERS: stack.kafkaBrokers.join(','),
    SCHEMA_REGISTRY_URL: stack.registryUrl,
    DATABASE_URL: stack.databaseUrl,
    JUNCTOR_ALLOW_LOOPBACK: 'true',
    SERVICENOW_URL: destinations.servicenowUrl,
    ARCHIVE_WEBHOOK_URL: destinations.webhookUrl,
    ARCHIVE_FILES_DIR: destinations.filesDir,
    OTEL_EXPORTER_OTLP_ENDPOINT: destinations.otlpUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    ...demoSecrets,
  };
}

export interface Services {
  /** Where ingest listens. */
  readonly ingestUrl: string;
  readonly programs: ReadonlyMap<string, Program>;
  /** Starts a stage again on the port it had, so that senders find it; `extra` is added to the environment of that one process. */
  restart(name: StageName, extra?: NodeJS.ProcessEnv): Promise<void>;
  stop(): Promise<void>;
}

/** The six services as six processes, or all in one. */
export async function startServices(mode: 'six' | 'one', env: NodeJS.ProcessEnv, dir: string): Promise<Services> {
  const names = mode === 'six' ? [...stageNames] : ['all-in-one'];
  const programs = new Map<string, Program>();
  const start = async (name: string, extra: NodeJS.ProcessEnv = {}): Promise<void> => {
    programs.set(
      name,
      await startProgram({
        name,
        module: `services/${name}/main.js`,
        env: { JUNCTOR_INSTANCE: name, ...env, ...extra },
        logFile: join(dir, `${name}.log`),
      }),
    );
  };
  // The first one creates topics, subjects and tables; the others find them.
  const [first, ...rest] = names;
  if (first) await start(first);
  await Promise.all(rest.map((name) => start(name)));
  const ingestUrl = String(programs.get(mode === 'six' ? 'ingest' : 'all-in-one')?.ready.address);
  return {
    ingestUrl,
    programs,
    restart: (name, extra = {}) => start(name, { ...(name === 'ingest' ? { PORT: new URL(ingestUrl).port } : {}), ...extra }),
    async stop() {
      await Promise.all([...programs.values()].map((each) => each.stop()));
    },
  };
}
