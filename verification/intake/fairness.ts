/**
 * One hostile source among eleven: ten send 5 alerts a second each, then the eleventh begins to send 100 times as much. Prints what the
 * ten waited for their tickets before and meanwhile. Exit 0 when everything accepted became a ticket and their p99 rose by less than 20 %.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Agent, fetch } from 'undici';
import { type LineUp, lineUp, until } from '#verification/demo';
import { readLines } from '#verification/oracles';
import { demoSecrets } from '#verification/rig';
import { fairnessWorkspace, hostile, normals } from './fairness-workspace.ts';

const help = `node dist/verification/intake/fairness.js [options]

  --seconds N    how long each half takes (default 30)
  --intake N     records a second that each source may send (default 50)
  --json         only the summary on standard output (progress is on standard error)
  --data DIR     data folder, emptied first (default .junctor/fairness)
`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    intake: { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
    data: { type: 'string', default: '.junctor/fairness' },
    help: { type: 'boolean', default: false },
  },
});

const seconds = Number(values.seconds);
const perSecond = 5;
const times = 100;
const mayRise = 1.2;
const began = Date.now();
const say = (text: string): void => void process.stderr.write(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
const agent = new Agent({ connections: 64 });

interface Load {
  /** When each accepted alert was sent, epoch milliseconds, by its name. */
  readonly sent: Map<string, number>;
  refused: number;
}

function body(name: string): string {
  const alert = {
    ...{ status: 'firing', annotations: {}, endsAt: '0001-01-01T00:00:00Z', generatorURL: '', fingerprint: name },
    labels: { alertname: name, severity: 'warning', cluster: 'c', namespace: 'n' },
    startsAt: new Date().toISOString(),
  };
  const post = { version: '4', groupKey: name, status: 'firing', receiver: 'r', groupLabels: {}, commonLabels: {}, commonAnnotations: {} };
  return JSON.stringify({ ...post, externalURL: 'http://alertmanager', alerts: [alert] });
}

async function post(line: LineUp, system: string, name: string, load: Load): Promise<void> {
  const headers = { authorization: `Bearer ${demoSecrets.PROMETHEUS_WEBHOOK_TOKEN}`, 'content-type': 'application/json' };
  const at = Date.now();
  const answer = await fetch(`${line.urls.ingest}/in/${system}`, { method: 'POST', headers, body: body(name), dispatcher: agent });
  await answer.arrayBuffer();
  if (answer.ok) load.sent.set(name, at);
  else load.refused++;
}

/** Sends at a steady rate; a call is not waited for before the next. */
async function offer(line: LineUp, system: string, rate: number, forMs: number, load: Load): Promise<void> {
  const started = performance.now();
  const open: Promise<void>[] = [];
  for (let n = 0; ; n++) {
    const due = started + (n / rate) * 1_000;
    if (due - started >= forMs) break;
    const wait = due - performance.now();
    if (wait > 1) await pause(wait);
    open.push(post(line, system, `${system}-${began}-${Math.round(started)}-${n}`, load));
  }
  await Promise.all(open);
}

const load = (): Load => ({ sent: new Map(), refused: 0 });

/** When each ticket was made, epoch milliseconds, by the alert that its title names. */
function madeAt(line: LineUp): Map<string, number> {
  type Line = { readonly op: string; readonly table: string; readonly at: number; readonly after: { readonly short_description?: string } };
  const lines = readLines<Line>(line.destinations.servicenowLog);
  const creates = lines.filter(({ op, table }) => op === 'create' && table === 'incident');
  return new Map(creates.map(({ at, after }) => [after.short_description ?? '', at]));
}

async function half(line: LineUp, withHostile: boolean): Promise<{ readonly calm: Load; readonly loud: Load }> {
  const [calm, loud] = [load(), load()];
  const runs = normals.map((system) => offer(line, system, perSecond, seconds * 1_000, calm));
  if (withHostile) runs.push(offer(line, hostile, perSecond * times, seconds * 1_000, loud));
  await Promise.all(runs);
  const all = [...calm.sent.keys(), ...loud.sent.keys()];
  await until(async () => {
    const made = madeAt(line);
    return all.every((name) => made.has(name));
  }, 120_000);
  return { calm, loud };
}

function figures(line: LineUp, { sent }: Load): { count: number; missing: number; p50: number; p99: number } {
  const made = madeAt(line);
  const sorted = [...sent]
    .flatMap(([name, sentAt]) => {
      const done = made.get(name);
      return done === undefined ? [] : [done - sentAt];
    })
    .sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { count: sent.size, missing: sent.size - sorted.length, p50: at(0.5), p99: at(0.99) };
}

async function main(): Promise<number> {
  rmSync(values.data, { recursive: true, force: true });
  const files = fairnessWorkspace(Number(values.intake));
  const line = await lineUp({ stackDir: join(values.data, 'stack'), runDir: join(values.data, 'run'), mode: 'one', files, say });
  const stop = (): void => void line.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    say('warming up');
    await half(line, false);
    say(`ten sources at ${perSecond} a second each`);
    const before = await half(line, false);
    say(`the same, and one at ${perSecond * times}`);
    const meanwhile = await half(line, true);
    const [alone, together, loud] = [figures(line, before.calm), figures(line, meanwhile.calm), figures(line, meanwhile.loud)];
    const rise = together.p99 / alone.p99;
    const refused = { normal: before.calm.refused + meanwhile.calm.refused, hostile: meanwhile.loud.refused };
    const lost = alone.missing + together.missing + loud.missing;
    const ok = lost === 0 && refused.normal === 0 && rise < mayRise;
    process.stdout.write(
      `${JSON.stringify({ ok, rise: Number(rise.toFixed(3)), lost, refused, alone, together, hostile: loud }, null, values.json ? 0 : 2)}\n`,
    );
    return ok ? 0 : 1;
  } finally {
    await line.stop();
    await agent.close();
  }
}

if (values.help) process.stdout.write(help);
else process.exit(await main());
