import { createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readCmdb, writeAuditLog } from '#verification/data';
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
}

export interface Fed {
  readonly acceptedAlerts: string;
  readonly acceptedRows: string;
  readonly auditLog: string;
}

const root = new URL('../../..', import.meta.url).pathname;

/** The real log where it lies beside the repository, else one of the repository's own generator. */
async function auditLogFile(dir: string, rows: number): Promise<string> {
  const real = join(root, '../shared/data/uci-servicenow-incident-event-log/incident_event_log.csv.gz');
  if (existsSync(real)) return real;
  const generated = join(dir, 'audit-log.csv');
  await pipeline(Readable.from(writeAuditLog({ seed: 1, rows })), createWriteStream(generated));
  return generated;
}

/** The CMDB first, since routing reads it; then alerts and audit rows at the same time, by senders in processes of their own. */
export async function feed(line: LineUp, options: FeedOptions): Promise<Fed> {
  const { dir, stack, services, store } = line;
  const { say } = options;
  const logFile = join(dir, 'senders.log');
  const brokers = stack.kafkaBrokers.join(',');
  const paths: Fed = {
    acceptedAlerts: join(dir, 'accepted-alerts.jsonl'),
    acceptedRows: join(dir, 'accepted-rows.jsonl'),
    auditLog: await auditLogFile(dir, options.rows),
  };
  const topicProducer = 'verification/data/senders/topic-producer.js';

  say('feeding the CMDB');
  const accepted = join(dir, 'accepted-cmdb.jsonl');
  await runProgram({
    name: 'CMDB feed',
    module: topicProducer,
    args: ['--brokers', brokers, '--topic', sourceTopics.cmdb, '--cmdb', '--accepted', accepted],
    logFile,
  });
  const keys = readCmdb().flatMap((ci) => ci.keys.map((key) => ({ kind: 'ci' as const, key })));
  const known = await until(async () => (await store.context(keys)).length >= keys.length, 60_000);
  if (!known) throw new Error('the configuration items did not reach the projections within 60 s');

  say(
    `replaying the recorded alerts${options.speed === null ? '' : ` at ${options.speed} times their speed`}, and ${options.rows} rows of ${paths.auditLog.includes('shared') ? 'the real' : 'a generated'} audit log`,
  );
  const badFlag = options.bad ? ['--bad'] : [];
  await Promise.all([
    runProgram({
      name: 'alert sender',
      module: 'verification/data/senders/webhook-sender.js',
      args: [
        '--url',
        `${services.ingestUrl}/in/prometheus`,
        '--token-env',
        'PROMETHEUS_WEBHOOK_TOKEN',
        '--accepted',
        paths.acceptedAlerts,
        '--speed',
        String(options.speed ?? 'max'),
        ...badFlag,
      ],
      env: { ...demoSecrets },
      logFile,
    }),
    runProgram({
      name: 'audit log producer',
      module: topicProducer,
      args: [
        '--brokers',
        brokers,
        '--topic',
        sourceTopics.audit,
        '--rows',
        paths.auditLog,
        '--limit',
        String(options.rows),
        '--rate',
        String(options.rowsPerSecond ?? 'max'),
        '--accepted',
        paths.acceptedRows,
        ...badFlag,
      ],
      logFile,
    }),
  ]);
  return paths;
}
