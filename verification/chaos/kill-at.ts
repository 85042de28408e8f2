/**
 * Preloaded into a service by NODE_OPTIONS=--import: watches the points of the line and, when the records counted at one
 * of them reach n, writes that down, on disk, and kills the process in the middle of it, or only notes the time.
 * A watch is given at the start by JUNCTOR_CHAOS_WATCH, or later by SIGUSR2 and the file <pid>.json in JUNCTOR_CHAOS_DIR.
 */
import { subscribe } from 'node:diagnostics_channel';
import { fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { Step } from '#libs/telemetry';

/** What the environment variable JUNCTOR_CHAOS_WATCH, or the file, holds as JSON. */
export interface Watch {
  readonly points: readonly { readonly stage: string; readonly at: string }[];
  /** Records counted over all the points together. */
  readonly n: number;
  /** A line is appended here when n is reached. */
  readonly file: string;
  readonly kill: boolean;
}

/** What is written down when n is reached. */
export interface Reached {
  readonly stage: string;
  readonly at: string;
  readonly count: number;
  readonly pid: number;
  /** Epoch milliseconds. */
  readonly time: number;
}

if (isMainThread) {
  const { JUNCTOR_CHAOS_WATCH: text, JUNCTOR_CHAOS_DIR: dir } = process.env;
  if (text !== undefined) watch(JSON.parse(text) as Watch);
  if (dir !== undefined) process.on('SIGUSR2', () => watch(JSON.parse(readFileSync(join(dir, `${process.pid}.json`), 'utf8')) as Watch));
}

function watch({ points, n, file, kill }: Watch): void {
  let count = 0;
  let reached = false;
  const log = openSync(file, 'a');
  subscribe('junctor.step', (message) => {
    const { stage, at, records } = message as Step;
    if (reached || !points.some((point) => point.stage === stage && point.at === at)) return;
    count += records;
    if (count < n) return;
    reached = true;
    writeSync(log, `${JSON.stringify({ stage, at, count, pid: process.pid, time: Date.now() } satisfies Reached)}\n`);
    fsyncSync(log);
    if (kill) process.kill(process.pid, 'SIGKILL');
  });
}
