import { numberOption, parseBurst, readOptions, runSimulator } from '#simulators/kit';
import { DEFAULTS } from './options.ts';
import { startSlack } from './server.ts';

const given = readOptions('a Slack workspace with one channel (Web API)', {
  port: { describe: 'port on 127.0.0.1; 0 = any free one', fallback: '0' },
  log: { describe: 'journal file (JSONL, fsynced); an existing one is continued' },
  requests: { describe: 'file that gets a line for every request (JSONL, fsynced), with the faults that hit it' },
  token: { describe: 'bot token', fallback: DEFAULTS.token },
  channel: { describe: 'id of the channel', fallback: DEFAULTS.channel },
  'search-lag': { describe: 'ms until the history shows a message' },
  withhold: { describe: 'share 0..1 of answers to writes cut off after the work was done' },
  delay: { describe: 'ms every answer waits' },
  seed: { describe: 'seed of what is withheld' },
  'quota-burst': { describe: 'after=N,count=M,retryAfter=S: the M requests after the Nth are answered 429' },
});

await runSimulator('slack', async () =>
  startSlack({
    port: numberOption('port', given.port, 0),
    log: given.log ?? null,
    requests: given.requests ?? null,
    token: given.token ?? DEFAULTS.token,
    channel: given.channel ?? DEFAULTS.channel,
    searchLagMs: numberOption('search-lag', given['search-lag'], 0),
    withhold: numberOption('withhold', given.withhold, 0),
    delayMs: numberOption('delay', given.delay, 0),
    seed: numberOption('seed', given.seed, 1),
    burst: given['quota-burst'] === undefined ? null : parseBurst(given['quota-burst']),
  }),
);
