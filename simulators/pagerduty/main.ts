import { numberOption, parseBurst, readOptions, runSimulator } from '#simulators/kit';
import { DEFAULT_ROUTING_KEY } from './options.ts';
import { startPagerDuty } from './server.ts';

const given = readOptions('a PagerDuty account (Events API v2, incidents, webhooks v3)', {
  port: { describe: 'port on 127.0.0.1; 0 = any free one', fallback: '0' },
  log: { describe: 'journal file (JSONL, fsynced); an existing one is continued' },
  requests: { describe: 'file that gets a line for every request (JSONL, fsynced), with the faults that hit it' },
  'routing-keys': { describe: 'comma-separated keys of 32 characters', fallback: DEFAULT_ROUTING_KEY },
  token: { describe: 'REST API token', fallback: 'junctor' },
  withhold: { describe: 'share 0..1 of event answers cut off after the work was done' },
  delay: { describe: 'ms every answer waits' },
  seed: { describe: 'seed of what is withheld' },
  'quota-burst': { describe: 'after=N,count=M,retryAfter=S: the M requests after the Nth are answered 429' },
  'search-lag': { describe: 'ms until REST sees an event' },
  'per-minute': { describe: 'events a minute and routing key; none = no limit' },
  webhook: { describe: 'URL that webhooks are sent to' },
  'webhook-secrets': { describe: 'comma-separated signing secrets' },
});

const list = (text: string | undefined): readonly string[] => (text ?? '').split(',').filter((one) => one !== '');

await runSimulator('pagerduty', async () =>
  startPagerDuty({
    port: numberOption('port', given.port, 0),
    log: given.log ?? null,
    requests: given.requests ?? null,
    routingKeys: list(given['routing-keys']),
    token: given.token ?? 'junctor',
    withhold: numberOption('withhold', given.withhold, 0),
    delayMs: numberOption('delay', given.delay, 0),
    seed: numberOption('seed', given.seed, 1),
    burst: given['quota-burst'] === undefined ? null : parseBurst(given['quota-burst']),
    searchLagMs: numberOption('search-lag', given['search-lag'], 0),
    perMinute: given['per-minute'] === undefined ? null : numberOption('per-minute', given['per-minute'], 0),
    webhook: given.webhook ?? null,
    webhookSecrets: list(given['webhook-secrets']),
  }),
);
