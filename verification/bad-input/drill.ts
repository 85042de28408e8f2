import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LineUp, rssMb, untilQuiet } from '#verification/demo';
import { httpCases } from './cases.ts';
import { endOf } from './ends.ts';
import { append, topicCases } from './records.ts';

/** What became of one input. */
export interface Row {
  readonly what: string;
  readonly answer: string;
  readonly where: string;
  readonly reason: string;
  readonly ok: boolean;
}

export interface Drill {
  readonly ok: boolean;
  readonly rows: readonly Row[];
  /** Growth of the receiving process's memory over the two bodies of 20 MB, MB. */
  readonly grownMb: number;
  /** Whether the services were ready at the end. */
  readonly alive: boolean;
  /** Parked and named by no case. */
  readonly unexpected: number;
  /** Records and deliveries still on their way at the end. */
  readonly inFlight: number;
}

export const grownMbAtMost = 50;
const quietWithinMs = 60_000;

/** Sends everything, waits until nothing is on its way, and looks where each input ended. */
export async function drill(line: LineUp, say: (text: string) => void): Promise<Drill> {
  const base = line.services.ingestUrl;
  const pids = [...line.services.programs.values()].map(({ pid }) => pid);
  const answers: { readonly status: number; readonly text: string }[] = [];
  let grownMb = 0;
  for (const each of httpCases) {
    const before = rssMb(pids);
    answers.push(await each.send(base));
    if (each.what.includes('20 MB')) grownMb += Math.max(0, rssMb(pids) - before);
  }
  const coordinates = [];
  for (const each of topicCases) coordinates.push(await append(line, each));
  say('everything is sent; waiting until nothing is on its way');
  const left = await untilQuiet(line, quietWithinMs, say);
  const log = readFileSync(join(line.dir, 'all-in-one.log'), 'utf8');
  const rows: Row[] = [];
  for (const [index, each] of httpCases.entries()) {
    const { status, text } = answers[index] ?? { status: -1, text: '' };
    const ended = await endOf(each.ends, line.store, log);
    const clear = status < 300 || reasonOf(text).length >= 10;
    rows.push({ what: each.what, answer: answerOf(status, text), ...ended, ok: ended.ok && status === each.status && clear });
  }
  for (const [index, each] of topicCases.entries())
    rows.push({ what: each.what, answer: '', ...(await endOf(each.ends, line.store, log, coordinates[index])) });
  const alive = (await fetch(`${base}/ready`)).ok;
  const expected = [...httpCases, ...topicCases].filter(({ ends }) => ends.kind === 'parked').length;
  const unexpected = (await line.store.list(100_000)).length - expected;
  const inFlight = left.records + left.deliveries;
  return {
    ok: rows.every((row) => row.ok) && alive && unexpected === 0 && inFlight === 0 && grownMb < grownMbAtMost,
    rows,
    grownMb,
    alive,
    unexpected,
    inFlight,
  };
}

function answerOf(status: number, text: string): string {
  if (status === 0) return 'none: the sender hung up';
  return `${status} ${reasonOf(text)}`.trim();
}

function reasonOf(text: string): string {
  try {
    const { reason } = JSON.parse(text) as { reason?: unknown };
    return typeof reason === 'string' ? reason : '';
  } catch {
    return '';
  }
}
