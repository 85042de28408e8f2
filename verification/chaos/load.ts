import { join } from 'node:path';
import { type RecordedPost, readRecording } from '#verification/data';
import { type LineUp, sourceTopics } from '#verification/demo';
import { demoSecrets, runProgram } from '#verification/rig';
import type { Load } from './plan.ts';

/** Journals and lists that grow over all runs: each run sends the next piece of the same input and everything so far is judged. */
export interface Sent {
  readonly acceptedAlerts: string;
  readonly acceptedRows: string;
  readonly auditLog: string;
  /** Posts and rows sent so far. */
  posts: number;
  rows: number;
}

export interface Pieces {
  /** Posts and rows of one run. */
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

/** What the next piece holds. */
export function nextLoad(posts: readonly RecordedPost[], sent: Sent, pieces: Pieces): Load {
  const next = posts.slice(sent.posts, sent.posts + pieces.posts);
  return { alerts: next.reduce((sum, post) => sum + post.alerts.length, 0), rows: pieces.rows };
}

/** Sends the next piece by senders in processes of their own; resolves when both have everything acknowledged. */
export async function sendNext(line: LineUp, posts: readonly RecordedPost[], sent: Sent, pieces: Pieces): Promise<void> {
  const logFile = join(line.dir, 'senders.log');
  const [from, to] = [sent.posts, Math.min(posts.length, sent.posts + pieces.posts)];
  const span = (posts[to - 1]?.at ?? 0) - (posts[from]?.at ?? 0);
  const alerts = ['--url', `${line.services.ingestUrl}/in/prometheus`, '--token-env', 'PROMETHEUS_WEBHOOK_TOKEN'];
  alerts.push('--accepted', sent.acceptedAlerts, '--from', String(from), '--posts', String(to));
  alerts.push('--speed', String(Math.max(0.1, span / pieces.seconds)));
  const rows = ['--brokers', line.stack.kafkaBrokers.join(','), '--topic', sourceTopics.audit, '--rows', sent.auditLog];
  rows.push('--accepted', sent.acceptedRows, '--from', String(sent.rows), '--limit', String(sent.rows + pieces.rows));
  rows.push('--rate', String(pieces.rows / pieces.seconds));
  const folder = 'verification/data/senders';
  await Promise.all([
    runProgram({ name: 'alert sender', module: `${folder}/webhook-sender.js`, args: alerts, env: { ...demoSecrets }, logFile }),
    runProgram({ name: 'audit log producer', module: `${folder}/topic-producer.js`, args: rows, logFile }),
  ]);
  sent.posts = to;
  sent.rows += pieces.rows;
}
