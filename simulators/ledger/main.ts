import { numberOption, parseBurst, readOptions, runSimulator } from '#simulators/kit';
import { DEFAULTS } from './options.ts';
import { startLedger } from './server.ts';

const given = readOptions('an old help desk (forms in, XML out, no webhooks)', {
  port: { describe: 'port on 127.0.0.1; 0 = any free one', fallback: '0' },
  log: { describe: 'journal file (JSONL, fsynced); an existing one is continued' },
  requests: { describe: 'file that gets a line for every request (JSONL, fsynced), with the faults that hit it' },
  key: { describe: 'value of the header X-Ledger-Key', fallback: DEFAULTS.key },
  withhold: { describe: 'share 0..1 of write answers cut off after the work was done' },
  delay: { describe: 'ms every answer waits' },
  seed: { describe: 'seed of what is withheld' },
  'quota-burst': { describe: 'after=N,count=M,retryAfter=S: the M requests after the Nth are told to come again' },
});

await runSimulator('ledger', async () =>
  startLedger({
    port: numberOption('port', given.port, 0),
    log: given.log ?? null,
    requests: given.requests ?? null,
    key: given.key ?? DEFAULTS.key,
    withhold: numberOption('withhold', given.withhold, 0),
    delayMs: numberOption('delay', given.delay, 0),
    seed: numberOption('seed', given.seed, 1),
    burst: given['quota-burst'] === undefined ? null : parseBurst(given['quota-burst']),
  }),
);
