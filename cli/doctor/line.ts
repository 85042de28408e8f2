import type { Admin } from '#libs/log';
import { topicSpecs } from '#libs/model';
import { type Connection, readWorkspaces } from '../connection.ts';
import { count, spanText, timeText } from '../output.ts';
import { type Finding, fail, ok, tried, warn } from './finding.ts';
import { sourceFindings } from './sources.ts';

const slowMs = 5 * 60_000;
const manyRecords = 10_000n;
const registryLimitMs = 5_000;
const again = 'look at the log of that server, then run `junctor doctor` again';

/** What Junctor keeps on servers that answer. */
export async function lineFindings(connection: Connection): Promise<Finding[]> {
  const sourceTopics = new Map<string, string>();
  const findings = [
    await tried('topics', again, () => topicFindings(connection)),
    await tried('subjects', again, () => subjectFindings(connection.env.SCHEMA_REGISTRY_URL)),
    await tried('workspace', again, () => workspaceFindings(connection, sourceTopics)),
    await tried('deliveries', 'run `junctor up` once: it makes the tables', () => waitingFindings(connection)),
    await tried('holds', 'run `junctor up` once: it makes the tables', () => holdFindings(connection)),
    await tried('spool', 'run `junctor up` once: it makes the tables', () => sourceFindings(connection.store)),
    await tried('lag', again, () => lagFindings(connection, sourceTopics)),
  ];
  return findings.flat();
}

const notYet = 'junctor apply (or junctor up) creates what is missing';

async function topicFindings({ log }: Connection): Promise<Finding[]> {
  const admin = await log.admin();
  try {
    const present = await admin.partitions(topicSpecs.map((spec) => spec.topic));
    const missing = topicSpecs.filter((spec) => !present.has(spec.topic));
    if (missing.length > 0) return [warn('topics', `missing: ${missing.map((spec) => spec.topic).join(', ')}`, notYet)];
    return [ok('topics', `all ${topicSpecs.length} there`)];
  } finally {
    await admin.close();
  }
}

async function subjectFindings(registryUrl: string): Promise<Finding[]> {
  const answer = await fetch(`${registryUrl.replace(/\/+$/, '')}/subjects`, { signal: AbortSignal.timeout(registryLimitMs) });
  if (!answer.ok)
    return [fail('subjects', `the registry answered ${answer.status}`, 'is SCHEMA_REGISTRY_URL the base of a Confluent-compatible API?')];
  const names: unknown = await answer.json();
  const present = new Set(Array.isArray(names) ? names : []);
  const missing = topicSpecs.map((spec) => `${spec.topic}-value`).filter((subject) => !present.has(subject));
  return missing.length > 0
    ? [warn('subjects', `missing: ${missing.join(', ')}`, notYet)]
    : [ok('subjects', `all ${topicSpecs.length} registered`)];
}

async function workspaceFindings(connection: Connection, sourceTopics: Map<string, string>): Promise<Finding[]> {
  const current = (await readWorkspaces(connection))?.current();
  if (!current) return [warn('workspace', 'none applied yet', 'apply one: junctor apply')];
  for (const [name, system] of current.systems) if (system.topic) sourceTopics.set(name, system.topic.name);
  return [
    ok('workspace', `revision ${current.revision}: ${count(current.systems.size, 'system')}, ${count(current.flows.length, 'flow')}`),
  ];
}

async function waitingFindings({ store }: Connection): Promise<Finding[]> {
  const waiting = await store.waiting();
  const parked = (await store.list(1_000)).length;
  const review =
    parked === 0
      ? ok('review', 'nothing waits for a person')
      : warn('review', `${parked === 1_000 ? 'at least ' : ''}${count(parked, 'message')} parked`, 'junctor review list');
  const late = waiting.map(({ targetSystem, deliveries, lanes, oldestMs }) => {
    const detail = `${targetSystem}: ${count(deliveries, 'delivery', 'deliveries')} in ${count(lanes, 'lane')}, oldest due for ${spanText(oldestMs)}`;
    return oldestMs > slowMs
      ? warn('deliveries', detail, `does ${targetSystem} answer? junctor msg show says what it said last`)
      : ok('deliveries', detail);
  });
  return [...(late.length === 0 ? [ok('deliveries', 'none waiting')] : late), review];
}

async function holdFindings({ store }: Connection): Promise<Finding[]> {
  const holds = await store.holds();
  if (holds.length === 0) return [ok('holds', 'no system is held')];
  return holds.map(({ system, kind, since, failure }) =>
    warn('holds', `${system}: ${kind} since ${timeText(since)}: ${failure.evidence.message}`, `junctor systems show ${system}`),
  );
}

/** Groups are named after stages (libs/stage); a group that never committed has nothing to say. */
const stageGroups = ['transform', 'enrich', 'route', 'deliver', 'state-tracker', 'review-intake'];

async function lagFindings({ log }: Connection, sourceTopics: ReadonlyMap<string, string>): Promise<Finding[]> {
  const admin = await log.admin();
  try {
    const present = await admin.partitions([...topicSpecs.map((spec) => spec.topic), ...sourceTopics.values()]);
    const ours = topicSpecs.map((spec) => spec.topic).filter((topic) => present.has(topic));
    const groups: (readonly [string, readonly string[]])[] = [
      ...stageGroups.map((stage) => [stage, ours] as const),
      ...[...sourceTopics].map(([system, topic]) => [`ingest-${system}`, present.has(topic) ? [topic] : []] as const),
    ];
    const findings: Finding[] = [];
    for (const [stage, topics] of groups) {
      const lag = await lagOf(admin, `junctor-${stage}`, topics);
      if (lag === null) continue;
      const detail = `${stage}: ${lag} records behind`;
      findings.push(lag > manyRecords ? warn('lag', detail, 'does this stage run? junctor up, or start its service') : ok('lag', detail));
    }
    return findings.length > 0 ? findings : [warn('lag', 'unknown: no stage has ever committed here', 'start the line: junctor up')];
  } finally {
    await admin.close();
  }
}

/** Records between the group's commits and the ends of the topics; null when it never committed: unknown, which is not zero. */
async function lagOf(admin: Admin, group: string, topics: readonly string[]): Promise<bigint | null> {
  let lag: bigint | null = null;
  for (const topic of topics) {
    const committed = await admin.committed(group, topic);
    if (committed.length === 0) continue;
    const ends = new Map((await admin.offsets(topic)).map(({ partition, end }) => [partition, end]));
    for (const { partition, offset } of committed) lag = (lag ?? 0n) + (ends.get(partition) ?? offset) - offset;
  }
  return lag;
}
