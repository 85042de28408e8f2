/**
 * `npm start`: the whole system on this machine with the demo workspace, and the recorded alerts flowing at their own speed,
 * until Ctrl-C. Data stays under .junctor/, and a second start goes on where the first one stopped.
 */
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readLines } from '#verification/oracles';
import { feed } from './feed.ts';
import { type LineUp, lineUp } from './line-up.ts';
import { rememberedPorts, rememberPorts } from './ports.ts';

const help = `npm start -- [options]

  --speed N     times faster than the alerts were recorded (default 1)
  --rows N      rows of the incident audit log that are fed beside them, 20 a second (default 2000)
  --data DIR    where everything is kept (default .junctor)
`;

const { values } = parseArgs({
  options: {
    speed: { type: 'string', default: '1' },
    rows: { type: 'string', default: '2000' },
    data: { type: 'string', default: '.junctor' },
    help: { type: 'boolean', default: false },
  },
});

const started = Date.now();
const say = (text: string): void => void process.stdout.write(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
const stopping = new AbortController();

async function main(): Promise<void> {
  const runDir = join(values.data, 'start');
  // After a reset there is nothing to go on from.
  if (!existsSync(join(values.data, 'stack.json'))) rmSync(runDir, { recursive: true, force: true });
  const ports = await rememberedPorts(runDir);
  const env = { PORT: ports.ingest ?? '0', LOG_LEVEL: 'warn', JUNCTOR_CONSOLE_TOKEN_FILE: resolve(values.data, 'console-token') };
  const line = await lineUp({ stackDir: values.data, runDir, mode: 'one', ports, env, say });
  try {
    printAddresses(line);
    const watching = watch(line);
    await feed(line, {
      speed: Number(values.speed),
      rows: Number(values.rows),
      rowsPerSecond: 20,
      bad: false,
      say,
      signal: stopping.signal,
    });
    if (!stopping.signal.aborted) say('the recording is replayed; everything stays up for alerts of your own, until Ctrl-C');
    await watching;
  } finally {
    say('stopping');
    await line.stop();
    say('stopped; npm start goes on from here, npx junctor reset begins anew');
  }
}

function printAddresses({ dir, urls }: LineUp): void {
  rememberPorts(dir, urls);
  const { ingest, servicenow, webhook, otlp } = urls;
  process.stdout.write(`
  webhook of Alertmanager   ${ingest}/in/prometheus   (bearer demo-alertmanager-token)
  health                    ${ingest}/ready
  ServiceNow (simulator)    ${servicenow}
  webhook archive           ${webhook}
  traces (OTLP/JSON)        ${otlp}
  logs and journals         ${dir}
  operators' API            ${ingest}/api/review   (bearer: the token in ${join(values.data, 'console-token')})

  Any ticket's journey:     npx junctor msg show INC0010001
  What waits for a person:  npx junctor review
  Ctrl-C stops everything.

`);
}

/** Says what arrives: the first delivered alert at once, then the counts every ten seconds. */
async function watch(line: LineUp): Promise<void> {
  const before = readLines<{ table: string; number: string }>(line.destinations.servicenowLog).filter(
    ({ table }) => table === 'incident',
  ).length;
  let told = '';
  let first = false;
  while (!stopping.signal.aborted) {
    await pause(first ? 10_000 : 250, undefined, { signal: stopping.signal }).catch(() => undefined);
    const incidents = readLines<{ table: string; op: string; number: string; after: Record<string, string> }>(
      line.destinations.servicenowLog,
    ).filter(({ table }) => table === 'incident');
    const fresh = incidents[before];
    if (!first && fresh) {
      first = true;
      say(`first delivered alert: ${fresh.number} ${fresh.after.short_description ?? ''}`);
    }
    if (!first || stopping.signal.aborted) continue;
    const counts = await line.store.counts().catch(() => ({}));
    const text = Object.entries(counts)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ');
    if (text !== told) say(`so far: ${text}`);
    told = text;
  }
}

if (values.help) {
  process.stdout.write(help);
} else {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  await main().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
}
