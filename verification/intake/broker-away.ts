/**
 * The broker dies under a sender that never sends twice, and comes back: every call is accepted all the time, every accepted state
 * arrives, and no record goes back. Exit 0 only then.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type LineUp, lineUp, until } from '#verification/demo';
import { readLines } from '#verification/oracles';
import { deskWorkspace } from './desk-workspace.ts';

const { values } = parseArgs({
  options: { data: { type: 'string', default: '.junctor/broker-away' }, away: { type: 'string', default: '15' } },
});

const records = 20;
const token = 'demo-callout-token';
const began = Date.now();
const say = (text: string): void => void process.stderr.write(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);

interface Sender {
  readonly number: string;
  /** Versions that were answered 202, in order. What was refused may be there nevertheless: the answer came too late. */
  readonly accepted: number[];
  readonly refused: number[];
  slowestMs: number;
}

async function send(line: LineUp, sender: Sender, version: number): Promise<void> {
  const row = {
    ...{ sys_id: sender.number.replace('INC', '').padStart(32, '0'), number: sender.number, sys_mod_count: String(version), state: '2' },
    ...{ sys_updated_on: new Date().toISOString().slice(0, 19).replace('T', ' '), short_description: `v${version}` },
  };
  const started = performance.now();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${line.urls.ingest}/in/desk`, { method: 'POST', headers, body: JSON.stringify(row) });
  await answer.arrayBuffer();
  sender.slowestMs = Math.max(sender.slowestMs, performance.now() - started);
  (answer.status === 202 ? sender.accepted : sender.refused).push(version);
}

/** A record's states one after the other, each sent once, after the answer to the one before. */
async function run(line: LineUp, sender: Sender, signal: AbortSignal): Promise<void> {
  for (let version = 0; !signal.aborted; version++) {
    await send(line, sender, version);
    await pause(150);
  }
}

/** States written at the destination, by the record's correlation key, in order. */
function written(line: LineUp): Map<string, number[]> {
  type Line = { readonly op: string; readonly correlation_id: string | null; readonly after: { readonly short_description?: string } };
  const found = new Map<string, number[]>();
  for (const { op, correlation_id: key, after } of readLines<Line>(line.destinations.servicenowLog)) {
    if (op === 'rejected' || key === null || after.short_description === undefined) continue;
    found.set(key, [...(found.get(key) ?? []), Number(after.short_description.slice(1))]);
  }
  return found;
}

async function main(): Promise<number> {
  rmSync(values.data, { recursive: true, force: true });
  const env = { DESK_CALLOUT_TOKEN: token };
  const options = { stackDir: join(values.data, 'stack'), runDir: join(values.data, 'run'), mode: 'one' as const, say };
  const line = await lineUp({ ...options, env, files: deskWorkspace() });
  const stop = (): void => void line.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    const senders = Array.from(
      { length: records },
      (_, n): Sender => ({ number: `INC${2_000 + n}`, accepted: [], refused: [], slowestMs: 0 }),
    );
    const enough = new AbortController();
    const runs = Promise.all(senders.map((sender) => run(line, sender, enough.signal)));
    await pause(5_000);
    say('kill -9 of the broker');
    await line.stack.kill('kafka', 'SIGKILL');
    await pause(Number(values.away) * 1_000);
    const kept = (await line.store.spoolOpen())[0]?.waiting ?? 0;
    say(`${kept} records are kept; starting the broker again`);
    await line.stack.restart('kafka');
    await pause(5_000);
    enough.abort();
    await runs;
    const last = (sender: Sender): number => sender.accepted.at(-1) ?? -1;
    const arrived = await until(async () => {
      const found = written(line);
      return senders.every((sender) =>
        [...found].some(([key, seen]) => key.includes(sender.number) && (seen.at(-1) ?? -1) >= last(sender)),
      );
    }, 120_000);
    const found = [...written(line)];
    const inverted = found.filter(([, seen]) => seen.some((version, n) => version < (seen[n - 1] ?? -1))).length;
    const accepted = senders.reduce((sum, each) => sum + each.accepted.length, 0);
    const refused = senders.reduce((sum, each) => sum + each.refused.length, 0);
    const ok = arrived && refused === 0 && inverted === 0 && kept > 0 && found.length === records;
    const slowestAnswerMs = Math.round(Math.max(...senders.map((each) => each.slowestMs)));
    process.stdout.write(`${JSON.stringify({ ok, accepted, refused, kept, arrived, tickets: found.length, inverted, slowestAnswerMs })}\n`);
    return ok ? 0 : 1;
  } finally {
    await line.stop();
  }
}

process.exit(await main());
