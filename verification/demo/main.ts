/**
 * The main job once: replays the recorded alerts and an audit log on six processes with faults at the destinations, waits
 * until quiet, checks the oracles and prints one JSON summary. Exit 0 only if all hold.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { feed } from './feed.ts';
import { lineUp } from './line-up.ts';
import { untilQuiet } from './quiet.ts';
import { rssMb } from './rss.ts';
import { tracesOf } from './traces.ts';
import { judge } from './verdict.ts';

const help = `npm run demo -- [options]

  --json           only the summary on standard output (progress is on standard error)
  --rows N         rows of the audit log (default 20000)
  --speed N|max    times faster than the alerts were recorded (default 10)
  --processes six|one   the six services as processes of their own, or as one (default six)
  --no-faults      destinations that answer always and at once
  --keep           keep the data folder for a look afterwards
  --data DIR       data folder (default .junctor/demo)
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '20000' },
    speed: { type: 'string', default: '10' },
    processes: { type: 'string', default: 'six' },
    'no-faults': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    data: { type: 'string', default: '.junctor/demo' },
    help: { type: 'boolean', default: false },
  },
});

const started = Date.now();
const say = (text: string): void => void process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);

/** 2 s search lag, 1 % of answers withheld after the work was done, and one quota burst. */
const faults = {
  servicenow: ['--search-lag', '2000', '--withhold', '0.01', '--seed', '7', '--quota-burst', 'after=400,count=60,retryAfter=2'],
  webhook: ['--withhold', '0.01', '--seed', '11'],
};

async function main(): Promise<number> {
  rmSync(values.data, { recursive: true, force: true });
  const line = await lineUp({
    stackDir: join(values.data, 'stack'),
    runDir: join(values.data, 'run'),
    mode: values.processes === 'one' ? 'one' : 'six',
    ...(values['no-faults'] ? {} : { faults }),
    // The verdict compares the group of every ticket, so no record may be routed without its context.
    env: { ENRICH_DEADLINE_MS: '30000' },
    say,
  });
  try {
    const rows = Number(values.rows);
    const fed = await feed(line, {
      speed: values.speed === 'max' ? null : Number(values.speed),
      rows,
      rowsPerSecond: null,
      bad: true,
      say,
    });
    say('everything is sent; waiting until nothing is on its way');
    const left = await untilQuiet(line, 300_000, say);
    const counts = await line.store.counts();
    const parked = await line.store.list(100_000);
    const { servicenowLog, webhookLog, filesDir, otlpUrl } = line.destinations;
    const verdict = judge({ servicenowLog, webhookLog, filesDir, ...fed, rows, parked, bad: true });
    const inFlight = left.records + left.deliveries;
    const summary = {
      accepted: verdict.accepted,
      delivered: counts.delivered ?? 0,
      noop: counts.noop ?? 0,
      superseded: counts.superseded ?? 0,
      filtered: counts.filtered ?? 0,
      parked: parked.length,
      inFlight,
      duplicates: verdict.duplicates,
      possibleDuplicates: verdict.possibleDuplicates,
      orderInversions: verdict.orderInversions,
      tickets: verdict.tickets,
      traces: await tracesOf(otlpUrl, verdict.found, say),
      seconds: Math.round((Date.now() - started) / 100) / 10,
      rssMb: rssMb([...line.services.programs.values()].map(({ pid }) => pid)),
      oracles: { ...verdict.oracles, conservation: verdict.oracles.conservation && inFlight === 0 },
      findings: verdict.findings,
    };
    process.stdout.write(`${JSON.stringify(summary, null, values.json ? 0 : 2)}\n`);
    const [ticket] = verdict.found;
    if (ticket && values.keep) say(`look at one: npx junctor msg show ${ticket.number} --data ${values.data}/stack`);
    return Object.values(summary.oracles).every(Boolean) ? 0 : 1;
  } finally {
    await line.stop();
    if (!values.keep) rmSync(values.data, { recursive: true, force: true });
  }
}

if (values.help) process.stdout.write(help);
else process.exit(await main());
