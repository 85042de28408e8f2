import { numberOption, parseBurst, readOptions, runSimulator } from '#simulators/kit';
import { startWebhookReceiver } from './receiver.ts';

const given = readOptions('a receiver of Standard Webhooks', {
  port: { describe: 'port on 127.0.0.1; 0 = any free one', fallback: '0' },
  log: { describe: 'journal file (JSONL, fsynced); an existing one is continued' },
  requests: { describe: 'file that gets a line for every request (JSONL, fsynced), with the faults that hit it' },
  secret: { describe: 'whsec_<base64>; none = signatures are not checked' },
  withhold: { describe: 'share 0..1 of answers cut off after the call was written down' },
  delay: { describe: 'ms every answer waits' },
  seed: { describe: 'seed of what is withheld' },
  'quota-burst': { describe: 'after=N,count=M,retryAfter=S: the M requests after the Nth are answered 429' },
});

await runSimulator('webhook', async () =>
  startWebhookReceiver({
    port: numberOption('port', given.port, 0),
    log: given.log ?? null,
    requests: given.requests ?? null,
    secret: given.secret ?? null,
    withhold: numberOption('withhold', given.withhold, 0),
    delayMs: numberOption('delay', given.delay, 0),
    seed: numberOption('seed', given.seed, 1),
    burst: given['quota-burst'] === undefined ? null : parseBurst(given['quota-burst']),
  }),
);
