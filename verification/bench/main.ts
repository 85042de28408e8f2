/** Measures the line: throughput, latency, memory and CPU by part; prints one JSON object. Exit 0 when every load was delivered once and in order. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { resetStack } from '#libs/local-stack';
import { measureLanguage } from './language.ts';
import { lineUp } from './line-up.ts';
import { runPlan } from './plan.ts';

const help = `npm run bench -- [options]

  --json         only the summary on standard output (progress is on standard error)
  --quick        small loads: a minute or two, for a first look
  --seconds N    how long each offered rate is held (default 60, with --quick 15)
  --records N    records of a saturating load (default 40000, with --quick 20000)
  --runs N       saturating loads of a kind (default 3, with --quick 1)
  --only LIST    of language, backlog, saturate, sustain, slow, traces, latency, profile, six (default all); language alone starts no servers
  --keep         keep the data folder
  --data DIR     data folder (default .junctor/bench)
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    records: { type: 'string' },
    runs: { type: 'string' },
    only: { type: 'string', default: 'language,backlog,saturate,sustain,slow,traces,latency,profile,six' },
    keep: { type: 'boolean', default: false },
    data: { type: 'string', default: '.junctor/bench' },
    help: { type: 'boolean', default: false },
  },
});

const started = Date.now();
const say = (text: string): void => void process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);

const printed = (summary: object): void => void process.stdout.write(`${JSON.stringify(summary, null, values.json ? 0 : 2)}\n`);

async function main(): Promise<number> {
  const only = new Set(values.only.split(','));
  const language = only.delete('language') ? measureLanguage(say) : null;
  if (only.size === 0) {
    printed({ language });
    return 0;
  }
  // What an earlier run that was killed left behind is ended first.
  await resetStack(join(values.data, 'stack'));
  rmSync(values.data, { recursive: true, force: true });
  const rig = await lineUp(values.data, say);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      say('interrupted: stopping everything');
      rig.stop().then(
        () => process.exit(130),
        () => process.exit(1),
      );
    });
  try {
    const summary = await runPlan(rig, {
      seconds: Number(values.seconds ?? (values.quick ? 15 : 60)),
      records: Number(values.records ?? (values.quick ? 20_000 : 40_000)),
      runs: Number(values.runs ?? (values.quick ? 1 : 3)),
      only,
      say,
    });
    printed({ ...summary, language });
    return summary.runs.every((run) => run.wrong.length === 0) ? 0 : 1;
  } finally {
    await rig.stop();
    if (!values.keep) rmSync(values.data, { recursive: true, force: true });
  }
}

if (values.help) process.stdout.write(help);
else process.exit(await main());
