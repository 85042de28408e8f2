import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type RecordedPost, readRecording, writeAuditLog } from '#verification/data';
import { type LineUp, sourceTopics } from '#verification/demo';
import { demoSecrets, runProgram } from '#verification/rig';

/** Journals and lists that grow over all runs: each run sends the next piece of the same input and everything so far is judged. */
export interface Sent {
  readonly acceptedAlerts: string;
  readonly acceptedRows: string;
  readonly auditLog: string;
  /** Posts and rows sent so far. */
  posts: number;
  rows: number;
}

export interface Piece {
  readonly posts: number;
  readonly rows: number;
  /** Seconds over which they are spread. */
  readonly seconds: number;
}

export async function recordedPosts(): Promise<readonly RecordedPost[]> {
  const posts: RecordedPost[] = [];
  for await (const post of readRecording()) posts.push(post);
  return posts;
}

/** The next so many messages: at most `posts` posts of alerts, the rest rows. */
export function nextPiece(recorded: readonly RecordedPost[], sent: Sent, posts: number, messages: number, seconds: number): Piece {
  const next = recorded.slice(sent.posts, sent.posts + posts);
  const alerts = next.reduce((sum, post) => sum + post.alerts.length, 0);
  return { posts: next.length, rows: Math.max(1, messages - alerts), seconds };
}

const real = new URL('../../../../shared/data/uci-servicenow-incident-event-log/incident_event_log.csv.gz', import.meta.url).pathname;

/** So many rows of the real log where it lies beside the repository, else of the repository's own generator. */
export async function auditLogOf(dir: string, rows: number): Promise<string> {
  const file = join(dir, 'audit-log.csv');
  if (!existsSync(real)) {
    await pipeline(Readable.from(writeAuditLog({ seed: 1, rows })), createWriteStream(file));
    return file;
  }
  const lines = createInterface({ input: createReadStream(real).pipe(createGunzip()) });
  await pipeline(Readable.from(first(lines, rows + 1)), createWriteStream(file));
  return file;
}

async function* first(lines: AsyncIterable<string>, count: number): AsyncGenerator<string> {
  let left = count;
  for await (const line of lines) {
    if (left-- <= 0) return;
    yield `${line}\n`;
  }
}

/** Sends the next piece by senders in processes of their own; resolves when both have everything acknowledged. */
export async function sendNext(line: LineUp, recorded: readonly RecordedPost[], sent: Sent, piece: Piece): Promise<void> {
  const logFile = join(line.dir, 'senders.log');
  const [from, to] = [sent.posts, sent.posts + piece.posts];
  const span = (recorded[to - 1]?.at ?? 0) - (recorded[from]?.at ?? 0);
  const alerts = ['--url', `${line.services.ingestUrl}/in/prometheus`, '--token-env', 'PROMETHEUS_WEBHOOK_TOKEN'];
  alerts.push('--accepted', sent.acceptedAlerts, '--from', String(from), '--posts', String(to));
  alerts.push('--speed', String(Math.max(0.1, span / piece.seconds)));
  const rows = ['--brokers', line.stack.kafkaBrokers.join(','), '--topic', sourceTopics.audit, '--rows', sent.auditLog];
  rows.push('--accepted', sent.acceptedRows, '--from', String(sent.rows), '--limit', String(sent.rows + piece.rows));
  rows.push('--rate', String(piece.rows / piece.seconds));
  const folder = 'verification/data/senders';
  const posting =
    piece.posts === 0
      ? undefined
      : runProgram({ name: 'alert sender', module: `${folder}/webhook-sender.js`, args: alerts, env: { ...demoSecrets }, logFile });
  await Promise.all([posting, runProgram({ name: 'audit log producer', module: `${folder}/topic-producer.js`, args: rows, logFile })]);
  sent.posts = to;
  sent.rows += piece.rows;
}
