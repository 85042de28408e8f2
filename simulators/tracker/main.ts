import { numberOption, parseBurst, readOptions, runSimulator } from '#simulators/kit';
import { DEFAULTS } from './options.ts';
import { startTracker } from './server.ts';

const given = readOptions('an issue tracker of nobody in particular (JSON, cursors, signed webhooks)', {
  port: { describe: 'port on 127.0.0.1; 0 = any free one', fallback: '0' },
  log: { describe: 'journal file (JSONL, fsynced); an existing one is continued' },
  requests: { describe: 'file that gets a line for every request (JSONL, fsynced), with the faults that hit it' },
  token: { describe: 'personal token', fallback: DEFAULTS.token },
  'client-id': { describe: 'client of /oauth/token', fallback: DEFAULTS.clientId },
  'client-secret': { describe: 'its secret', fallback: DEFAULTS.clientSecret },
  'token-seconds': { describe: 'life of a token of /oauth/token' },
  withhold: { describe: 'share 0..1 of write answers cut off after the work was done' },
  delay: { describe: 'ms every answer waits' },
  seed: { describe: 'seed of what is withheld' },
  'quota-burst': { describe: 'after=N,count=M,retryAfter=S: the M requests after the Nth are answered 429' },
  'search-lag': { describe: 'ms until a list sees a write' },
  'unique-external-keys': { describe: 'true = a second item with the same external key is refused', fallback: 'false' },
  'page-cap': { describe: 'most items in a page' },
  webhook: { describe: 'URL that webhooks are sent to' },
  'webhook-secret': { describe: 'signing secret', fallback: DEFAULTS.webhookSecret },
});

await runSimulator('tracker', async () =>
  startTracker({
    port: numberOption('port', given.port, 0),
    log: given.log ?? null,
    requests: given.requests ?? null,
    token: given.token ?? DEFAULTS.token,
    clientId: given['client-id'] ?? DEFAULTS.clientId,
    clientSecret: given['client-secret'] ?? DEFAULTS.clientSecret,
    tokenSeconds: numberOption('token-seconds', given['token-seconds'], DEFAULTS.tokenSeconds),
    withhold: numberOption('withhold', given.withhold, 0),
    delayMs: numberOption('delay', given.delay, 0),
    seed: numberOption('seed', given.seed, 1),
    burst: given['quota-burst'] === undefined ? null : parseBurst(given['quota-burst']),
    searchLagMs: numberOption('search-lag', given['search-lag'], 0),
    uniqueExternalKeys: given['unique-external-keys'] === 'true',
    pageCap: numberOption('page-cap', given['page-cap'], DEFAULTS.pageCap),
    webhook: given.webhook ?? null,
    webhookSecret: given['webhook-secret'] ?? DEFAULTS.webhookSecret,
  }),
);
