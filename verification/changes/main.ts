/**
 * `npm run twelve-months`: a year between monitors and a ticket tool, in minutes. Every change is made with files and the command line alone,
 * while problems come and go; at the end the ticket tool's own journal is held against what was reported. Exit 0 only if everything held.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lineUp, until as untilHolds, untilQuiet } from '#verification/demo';
import { openGoverning } from './accepted.ts';
import { openDesk } from './desk.ts';
import { beginning, secretFiles } from './files.ts';
import { openLoad } from './load.ts';
import { openOffice } from './office.ts';
import { createReport } from './report.ts';
import { judgeYear } from './verdict.ts';
import { type Scene, year } from './year.ts';

const help = `npm run twelve-months -- [options]

  --json           only one JSON object on standard output (the story is on standard error)
  --every MS       a new problem that often (default 200)
  --data DIR       data folder (default .junctor/twelve-months)
  --keep           keep the data folder for a look afterwards
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    every: { type: 'string', default: '200' },
    data: { type: 'string', default: '.junctor/twelve-months' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const longestMs = 120_000;

/** Made up, valid for this run only. */
const tokens = { prometheus: 'prometheus-of-the-year', zabbix: 'zabbix-of-the-year' };

/** Ctrl-C ends the year early, in order: nothing is left running. */
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error(`ended early by ${signal}`)));
});
interrupted.catch(() => undefined);

async function main(): Promise<number> {
  const data = resolve(values.data);
  rmSync(data, { recursive: true, force: true });
  const secretsDir = join(data, 'secrets');
  mkdirSync(secretsDir, { recursive: true });
  for (const [monitor, file] of Object.entries(secretFiles)) writeFileSync(join(secretsDir, file), tokens[monitor as keyof typeof tokens]);
  const report = createReport((text) => void (values.json ? process.stderr : process.stdout).write(`${text}\n`));
  report.title('Before the year begins');
  const line = await lineUp({
    ...{ stackDir: join(data, 'stack'), runDir: join(data, 'run'), mode: 'six', files: beginning },
    say: (text) => report.say(text),
  });
  try {
    const { stack, urls, services, destinations } = line;
    const env = { ...environmentOf(stack), JUNCTOR_ACTOR: 'platform-engineer', JUNCTOR_ALLOW_LOOPBACK: 'true' };
    const office = openOffice(data, env, beginning);
    const governing = await openGoverning(stack);
    const desk = openDesk({
      ...{ servicenowUrl: urls.servicenow, servicenowLog: destinations.servicenowLog, ingestUrl: urls.ingest },
      revisionsSeen: async () => new Set((await governing.read()).map(({ accepted }) => accepted ?? '')),
    });
    const pids = [...services.programs].map(([name, { pid }]) => `${name} ${pid}`);
    const ended: string[] = [];
    for (const [name, { ended: end }] of services.programs) void end.then((code) => ended.push(`${name} ended with ${code}`));
    const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
      if (!(await untilHolds(holds, longestMs))) throw new Error(`${what} did not come within ${longestMs / 1_000} s`);
    };
    await until('an answer of ingest', async () => (await fetch(`${urls.ingest}/ready`)).ok);
    const load = openLoad({ ingestUrl: urls.ingest, tokens, everyMs: Number(values.every), lastsMs: 3_000 });
    const scene: Scene = { office, load, desk, secretsDir, until };
    try {
      for (const month of year) {
        report.title(`Month ${month.month}: ${month.title}`);
        await month.run(scene, report);
      }
    } finally {
      await load.stop();
    }
    report.title('The end of the year');
    const left = await untilQuiet(line, 120_000, (text) => report.say(text));
    const openItems = Number((await office.ask('review')).json.total);
    const verdict = judgeYear({
      load,
      tickets: await desk.tickets(),
      doubled: desk.doubled(),
      governed: await governing.read(),
      revisions: desk.revisions,
      superseded: desk.superseded,
    });
    const same =
      pids.every((each, at) => each === [...services.programs].map(([name, { pid }]) => `${name} ${pid}`)[at]) && ended.length === 0;
    report.say(
      `${verdict.reported} problems in ${load.posts} posts, ${verdict.tickets} tickets; ${desk.revisions.length} revisions, all of them used.`,
    );
    report.hold('every post was answered 2xx: no downtime', load.refused.length === 0);
    report.hold('nothing is on its way, and nothing waits for a person', left.records + left.deliveries + openItems === 0);
    for (const { claim, holds } of verdict.claims) report.hold(claim, holds);
    report.hold(`the six services are the processes that began the year (${pids.join(', ')})`, same);
    const findings = [...verdict.findings, ...load.refused.slice(0, 3), ...ended];
    for (const finding of findings) report.say(finding);
    const { months, ok } = report.end();
    const { lost, overBefore, doubled, reported, tickets } = verdict;
    const summary = {
      ok,
      reported,
      tickets,
      lost,
      overBefore,
      doubled,
      refused: load.refused.length,
      revisions: verdict.byRevision,
      months,
      findings,
    };
    if (values.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
    return ok ? 0 : 1;
  } finally {
    await line.stop();
    if (!values.keep) rmSync(data, { recursive: true, force: true });
  }
}

const environmentOf = (stack: { kafkaBrokers: readonly string[]; registryUrl: string; databaseUrl: string }): NodeJS.ProcessEnv => ({
  KAFKA_BROKERS: stack.kafkaBrokers.join(','),
  SCHEMA_REGISTRY_URL: stack.registryUrl,
  DATABASE_URL: stack.databaseUrl,
});

if (values.help) process.stdout.write(help);
else process.exit(await main());
