import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Admin } from '@platformatic/kafka';
import { kafkaArtifact, kafkaVersion, requireArtifact } from './artifacts.ts';
import type { ChildSpec } from './child.ts';
import { LocalStackError } from './errors.ts';
import { requireJava } from './java.ts';
import type { BrokerName, Layout } from './layout.ts';
import type { PartServer } from './server.ts';

/** What a local Kafka is started with. Ports are of 127.0.0.1. */
export interface KafkaPlan {
  readonly name: BrokerName;
  /** node.id: 1, 2, 3. */
  readonly id: number;
  readonly port: number;
  /** All nodes of the cluster; each is broker and controller. */
  readonly nodes: readonly { readonly id: number; readonly controllerPort: number }[];
  /** Partitions of topics created without a count. */
  readonly partitions: number;
}

const startLimitMs = 60_000;

/** Makes one KRaft node ready to start: downloads, formats its storage once, writes its settings. */
export async function prepareKafka(layout: Layout, plan: KafkaPlan, onProgress: (line: string) => void): Promise<PartServer> {
  const java = requireJava();
  const classPath = join(await requireArtifact(kafkaArtifact, onProgress), 'lib', '*');
  const home = layout.brokers[plan.name];
  for (const dir of [layout.kafka, home]) mkdirSync(dir, { recursive: true });
  refuseOtherVersion(home);
  const file = plan.name.replace(' ', '-');
  const properties = join(home, 'server.properties');
  const logging = join(home, 'log4j2.properties');
  writeFileSync(properties, serverProperties(home, plan));
  writeFileSync(logging, log4j2Properties(join(layout.logs, `${file}.log`)));
  const jvm = ['-cp', classPath, `-Dlog4j2.configurationFile=${logging}`, '-Xshare:auto'];
  formatOnce(home, clusterId(layout), java, [...jvm, properties], onProgress);
  const spec: ChildSpec = {
    name: plan.id === 1 ? 'Kafka' : `Kafka ${plan.id}`,
    command: java,
    args: [
      '-Xms128m',
      plan.nodes.length > 1 ? '-Xmx384m' : '-Xmx512m',
      '-XX:+UseG1GC',
      '-XX:MaxGCPauseMillis=20',
      '-XX:+ExitOnOutOfMemoryError',
      ...jvm,
      'kafka.Kafka',
      properties,
    ],
    env: process.env,
    cwd: home,
    logFile: join(layout.logs, `${file}.log`),
    pidFile: join(layout.run, `${file}.json`),
    stopSignal: 'SIGTERM',
  };
  return { spec, startLimitMs, isHealthy: () => answersMetadata(plan.port) };
}

/** A real round trip: ApiVersions, then metadata that lists a broker as alive. */
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

function refuseOtherVersion(home: string): void {
  const file = join(home, 'version');
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : kafkaVersion;
  if (compareVersions(found, kafkaVersion) <= 0) return;
  throw new LocalStackError({
    code: 'dataVersion',
    message: `${home} was written by Kafka ${found}, this is ${kafkaVersion}, which cannot read it`,
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

/** `jvm` ends with the path of the node's settings. */
function formatOnce(home: string, cluster: string, java: string, jvm: readonly string[], onProgress: (line: string) => void): void {
  const version = join(home, 'version');
  if (!existsSync(version)) {
    onProgress(`preparing Kafka's storage in ${home}`);
    const [properties = ''] = jvm.slice(-1);
    // --ignore-formatted: a first start that was cut short between formatting and the version file is simply repeated.
    const args = [...jvm.slice(0, -1), 'kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', cluster, '-c', properties];
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

function serverProperties(home: string, plan: KafkaPlan): string {
  const replicas = plan.nodes.length;
  const inSync = replicas > 1 ? 2 : 1;
  const { id, port } = plan;
  const controllerPort = plan.nodes.find((node) => node.id === id)?.controllerPort ?? 0;
  const settings: Record<string, string | number | boolean> = {
    'node.id': id,
    'process.roles': 'broker,controller',
    'controller.quorum.voters': plan.nodes.map((node) => `${node.id}@127.0.0.1:${node.controllerPort}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `BROKER://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `BROKER://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'BROKER',
    'log.dirs': join(home, 'data'),
    'num.partitions': plan.partitions,
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
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
