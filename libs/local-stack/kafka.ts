import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Admin } from '@platformatic/kafka';
import { kafkaArtifact, kafkaVersion, requireArtifact } from './artifacts.ts';
import type { ChildSpec } from './child.ts';
import { LocalStackError } from './errors.ts';
import { requireJava } from './java.ts';
import type { Layout } from './layout.ts';
import type { PartServer } from './server.ts';

/** What a local Kafka is started with. Ports are of 127.0.0.1. */
export interface KafkaPlan {
  readonly port: number;
  readonly controllerPort: number;
  /** Partitions of topics created without a count. */
  readonly partitions: number;
}

const startLimitMs = 60_000;

/** Makes a single-node KRaft Kafka ready to start: downloads, formats its storage once, writes its settings. */
export async function prepareKafka(layout: Layout, plan: KafkaPlan, onProgress: (line: string) => void): Promise<PartServer> {
  const java = requireJava();
  const classPath = join(await requireArtifact(kafkaArtifact, onProgress), 'lib', '*');
  mkdirSync(layout.kafka, { recursive: true });
  refuseOtherVersion(layout);
  const properties = join(layout.kafka, 'server.properties');
  const logging = join(layout.kafka, 'log4j2.properties');
  writeFileSync(properties, serverProperties(layout, plan));
  writeFileSync(logging, log4j2Properties(join(layout.logs, 'kafka.log')));
  const jvm = ['-cp', classPath, `-Dlog4j2.configurationFile=${logging}`, '-Xshare:auto'];
  formatOnce(layout, java, jvm, properties, onProgress);
  const spec: ChildSpec = {
    name: 'Kafka',
    command: java,
    args: [
      '-Xms128m',
      '-Xmx512m',
      '-XX:+UseG1GC',
      '-XX:MaxGCPauseMillis=20',
      '-XX:+ExitOnOutOfMemoryError',
      ...jvm,
      'kafka.Kafka',
      properties,
    ],
    env: process.env,
    cwd: layout.kafka,
    logFile: join(layout.logs, 'kafka.log'),
    pidFile: join(layout.run, 'kafka.json'),
    stopSignal: 'SIGTERM',
  };
  return { spec, startLimitMs, isHealthy: () => answersMetadata(plan.port) };
}

/** A real round trip: ApiVersions, then metadata that lists the one broker as alive. */
async function answersMetadata(port: number): Promise<boolean> {
  const admin = new Admin({
    clientId: 'junctor-local-stack',
    bootstrapBrokers: [`127.0.0.1:${port}`],
    retries: 0,
    connectTimeout: 1_000,
    timeout: 2_000,
  });
  try {
    const { brokers } = await admin.metadata({ topics: [] });
    return brokers.size > 0;
  } catch {
    // Not up yet; the caller asks again until its limit.
    return false;
  } finally {
    await admin.close();
  }
}

function refuseOtherVersion(layout: Layout): void {
  const file = join(layout.kafka, 'version');
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : kafkaVersion;
  if (compareVersions(found, kafkaVersion) <= 0) return;
  throw new LocalStackError({
    code: 'dataVersion',
    message: `${layout.kafka} was written by Kafka ${found}, this is ${kafkaVersion}, which cannot read it`,
    hint: 'update Junctor, or remove the local data with `npx junctor reset`',
  });
}

/** Order of dotted versions by number: negative, zero or positive. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function formatOnce(layout: Layout, java: string, jvm: readonly string[], properties: string, onProgress: (line: string) => void): void {
  const version = join(layout.kafka, 'version');
  if (!existsSync(version)) {
    onProgress(`preparing Kafka's storage in ${layout.kafka}`);
    // --ignore-formatted: a first start that was cut short between formatting and the version file is simply repeated.
    const args = [...jvm, 'kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', clusterId(layout), '-c', properties];
    const { status, stderr, stdout, error } = spawnSync(java, args, { encoding: 'utf8', timeout: startLimitMs });
    if (status !== 0) {
      const said = (error?.message ?? (stderr || stdout)).trim().split('\n').slice(-3).join(' | ');
      const hint = 'remove the local data with `npx junctor reset`';
      throw new LocalStackError({ code: 'startFailed', message: `Kafka's storage cannot be formatted: ${said}`, hint });
    }
  }
  writeFileSync(version, `${kafkaVersion}\n`);
}

/** 16 random bytes in URL-safe base64, as Kafka's own `random-uuid` makes; kept, since a re-run of format must repeat it. */
function clusterId(layout: Layout): string {
  const file = join(layout.kafka, 'cluster-id');
  if (!existsSync(file)) writeFileSync(file, `0${randomBytes(16).toString('base64url').slice(1)}`);
  return readFileSync(file, 'utf8').trim();
}

function serverProperties(layout: Layout, plan: KafkaPlan): string {
  const settings: Record<string, string | number | boolean> = {
    'node.id': 1,
    'process.roles': 'broker,controller',
    'controller.quorum.voters': `1@127.0.0.1:${plan.controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `BROKER://127.0.0.1:${plan.port},CONTROLLER://127.0.0.1:${plan.controllerPort}`,
    'advertised.listeners': `BROKER://127.0.0.1:${plan.port}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'BROKER',
    'log.dirs': join(layout.kafka, 'data'),
    'num.partitions': plan.partitions,
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // A session of a test's killed consumer may be short.
    // A broker killed with -9 may come back only when its old session has ended; by default that is 9 s.
    'broker.heartbeat.interval.ms': 500,
    'broker.session.timeout.ms': 3000,
    'group.min.session.timeout.ms': 1000,
    'log.retention.hours': 168,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function log4j2Properties(file: string): string {
  return [
    'status = error',
    'appender.file.type = RollingFile',
    'appender.file.name = file',
    `appender.file.fileName = ${file}`,
    `appender.file.filePattern = ${file}.%i`,
    'appender.file.layout.type = PatternLayout',
    'appender.file.layout.pattern = %d{ISO8601} %p %m (%c{1})%n%throwable',
    'appender.file.policies.type = SizeBasedTriggeringPolicy',
    'appender.file.policies.size = 10MB',
    'appender.file.strategy.type = DefaultRolloverStrategy',
    'appender.file.strategy.max = 2',
    'rootLogger.level = warn',
    'rootLogger.appenderRef.file.ref = file',
    'logger.server.name = kafka.server.KafkaRaftServer',
    'logger.server.level = info',
    '',
  ].join('\n');
}
