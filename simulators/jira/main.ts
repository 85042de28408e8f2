import { numberOption, parseBurst, readOptions, runSimulator } from '#simulators/kit';
import { startJira } from './server.ts';

const given = readOptions('a Jira Cloud site (REST v3)', {
  port: { describe: 'port on 127.0.0.1; 0 = any free one', fallback: '0' },
  log: { describe: 'journal file (JSONL, fsynced); an existing one is continued' },
  requests: { describe: 'file that gets a line for every request (JSONL, fsynced), with the faults that hit it' },
  email: { describe: 'user of basic authentication', fallback: 'junctor@example.org' },
  token: { describe: 'API token', fallback: 'junctor' },
  project: { describe: 'key of the one project', fallback: 'OPS' },
  'search-lag': { describe: 'ms until a search sees a write' },
  withhold: { describe: 'share 0..1 of write answers cut off after the work was done' },
  delay: { describe: 'ms every answer waits' },
  seed: { describe: 'seed of what is withheld' },
  'quota-burst': { describe: 'after=N,count=M,retryAfter=S: the M requests after the Nth are answered 429' },
  workflow: { describe: 'open | strict: whether Done can be reached from To Do', fallback: 'open' },
  webhook: { describe: 'URL that webhooks are sent to' },
  'webhook-secret': { describe: 'secret of X-Hub-Signature' },
});

await runSimulator('jira', async () =>
  startJira({
    port: numberOption('port', given.port, 0),
    log: given.log ?? null,
    requests: given.requests ?? null,
    email: given.email ?? 'junctor@example.org',
    token: given.token ?? 'junctor',
    project: given.project ?? 'OPS',
    searchLagMs: numberOption('search-lag', given['search-lag'], 0),
    withhold: numberOption('withhold', given.withhold, 0),
    delayMs: numberOption('delay', given.delay, 0),
    seed: numberOption('seed', given.seed, 1),
    burst: given['quota-burst'] === undefined ? null : parseBurst(given['quota-burst']),
    workflow: given.workflow === 'strict' ? 'strict' : 'open',
    webhook: given.webhook ?? null,
    webhookSecret: given['webhook-secret'] ?? null,
  }),
);
