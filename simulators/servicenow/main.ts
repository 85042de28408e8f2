import { numberOption, parseBurst, readOptions, runSimulator } from '#simulators/kit';
import { startServiceNow } from './server.ts';

const given = readOptions('the ServiceNow Table API', {
  port: { describe: 'port on 127.0.0.1; 0 = any free one', fallback: '0' },
  log: { describe: 'journal file (JSONL, fsynced); an existing one is continued' },
  requests: { describe: 'file that gets a line for every request (JSONL, fsynced), with the faults that hit it' },
  user: { describe: 'user of basic authentication', fallback: 'junctor' },
  password: { describe: 'its password', fallback: 'junctor' },
  'search-lag': { describe: 'ms until a list query sees a write' },
  withhold: { describe: 'share 0..1 of write answers cut off after the work was done' },
  delay: { describe: 'ms every answer waits' },
  seed: { describe: 'seed of what is withheld' },
  quota: { describe: 'requests per hour; none = no rule' },
  'quota-burst': { describe: 'after=N,count=M,retryAfter=S: the M requests after the Nth are answered 429' },
  'time-zone': { describe: "the integration user's time zone (display values)", fallback: 'America/Los_Angeles' },
  'unknown-reference': { describe: 'create | ignore: what an unknown display name does', fallback: 'create' },
});

await runSimulator('servicenow', async () =>
  startServiceNow({
    port: numberOption('port', given.port, 0),
    log: given.log ?? null,
    requests: given.requests ?? null,
    user: given.user ?? 'junctor',
    password: given.password ?? 'junctor',
    searchLagMs: numberOption('search-lag', given['search-lag'], 0),
    withhold: numberOption('withhold', given.withhold, 0),
    delayMs: numberOption('delay', given.delay, 0),
    seed: numberOption('seed', given.seed, 1),
    quota: given.quota === undefined ? null : numberOption('quota', given.quota, 0),
    burst: given['quota-burst'] === undefined ? null : parseBurst(given['quota-burst']),
    timeZone: given['time-zone'] ?? 'America/Los_Angeles',
    unknownReference: given['unknown-reference'] === 'ignore' ? 'ignore' : 'create',
  }),
);
