import { createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readCmdb, writeAuditLog } from '#verification/data';
import { readLines } from '#verification/oracles';
import { demoSecrets, runProgram } from '#verification/rig';
import { type LineUp, sourceTopics, until } from './line-up.ts';

export interface FeedOptions {
  /** Times faster than recorded; null = as fast as it goes. */
  readonly speed: number | null;
  readonly rows: number;
  /** Audit rows a second; null = as fast as it goes. */
  readonly rowsPerSecond: number | null;
  readonly bad: boolean;
  readonly say: (line: string) => void;
  /** Ends the senders early. */
  readonly signal?: AbortSignal | undefined;
}

export interface Fed {
  readonly acceptedAlerts: string;
  readonly acceptedRows: string;
  readonly auditLog: string;
}

const topicProducer = 'verification/data/senders/topic-producer.js';
const root = new URL('../../..', import.meta.url).pathname;

/** The real log where it lies beside the repository, else one of the repository's own generator. */
export async function auditLogFile(dir: string, rows: number): Promise<string> {
  const real = join(root, '../shared/data/uci-servicenow-incident-event-log/incident_event_log.csv.gz');
  if (existsSync(real)) return real;
  const generated = join(dir, 'audit-log.csv');
  await pipeline(Readable.from(writeAuditLog({ seed: 1, rows })), createWriteStream(generated));
  return generated;
}

/** The CMDB first, since routing reads it; then alerts and audit rows at the same time. What an earlier run sent is left out. */
export async function feed(line: LineUp, options: FeedOptions): Promise<Fed> {
  const { dir } = line;
  const fed: Fed = {
    acceptedAlerts: join(dir, 'accepted-alerts.jsonl'),
    acceptedRows: join(dir, 'accepted-rows.jsonl'),
    auditLog: await auditLogFile(dir, options.rows),
  };
  await feedCmdb(line, options);
  const log = fed.auditLog.includes('shared') ? 'the real' : 'a generated';
  const speed = options.speed === null ? '' : ` at ${options.speed} times their speed`;
  options.say(`replaying the recorded alerts${speed}, and ${options.rows} rows of ${log} audit log`);
  await Promise.all([sendAlerts(line, fed, options), sendRows(line, fed, options)]);
  return fed;
}

export async function feedCmdb(line: LineUp, { say, signal }: Pick<FeedOptions, 'say' | 'signal'>): Promise<void> {
  const { dir, stack, store } = line;
  const keys = readCmdb().flatMap((ci) => ci.keys.map((key) => ({ kind: 'ci' as const, key })));
  const known = async (): Promise<boolean> => (await store.context(keys)).length >= keys.length;
  if (await known()) return;
  say('feeding the CMDB');
  const args = [
    '--brokers',
    stack.kafkaBrokers.join(','),
    '--topic',
    sourceTopics.cmdb,
    '--cmdb',
    '--accepted',
    join(dir, 'accepted-cmdb.jsonl'),
  ];
  await runProgram({ name: 'CMDB feed', module: topicProducer, args, logFile: join(dir, 'senders.log'), signal });
  if (!(await until(known, 60_000))) throw new Error('the configuration items did not reach the projections within 60 s');
}

/** One process that posts as Alertmanager does, beginning with the first post that no earlier run saw accepted. */
async function sendAlerts({ dir, services }: LineUp, fed: Fed, { speed, bad, signal }: FeedOptions): Promise<void> {
  const sent = new Set(readLines<{ post: number }>(fed.acceptedAlerts).map(({ post }) => post));
  let from = 0;
  while (sent.has(from)) from++;
  const args = [
    '--url',
    `${services.ingestUrl}/in/prometheus`,
    '--token-env',
    'PROMETHEUS_WEBHOOK_TOKEN',
    '--accepted',
    fed.acceptedAlerts,
  ];
  args.push('--speed', String(speed ?? 'max'), '--from', String(from), ...(bad ? ['--bad'] : []));
  const module = 'verification/data/senders/webhook-sender.js';
  await runProgram({ name: 'alert sender', module, args, env: { ...demoSecrets }, logFile: join(dir, 'senders.log'), signal });
}

/** One process that produces to the audit log's own topic, after the rows that an earlier run saw acknowledged. */
async function sendRows({ dir, stack }: LineUp, fed: Fed, { rows, rowsPerSecond, bad, signal }: FeedOptions): Promise<void> {
  const from = readLines(fed.acceptedRows).length;
  const args = ['--brokers', stack.kafkaBrokers.join(','), '--topic', sourceTopics.audit, '--rows', fed.auditLog, '--limit', String(rows)];
  args.push('--rate', String(rowsPerSecond ?? 'max'), '--from', String(from), '--accepted', fed.acceptedRows, ...(bad ? ['--bad'] : []));
  await runProgram({ name: 'audit log producer', module: topicProducer, args, logFile: join(dir, 'senders.log'), signal });
}
