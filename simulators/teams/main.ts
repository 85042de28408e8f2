import { numberOption, parseBurst, readOptions, runSimulator } from '#simulators/kit';
import { DEFAULTS, startTeams } from './server.ts';

const given = readOptions('a Teams workflow that takes cards', {
  port: { describe: 'port on 127.0.0.1; 0 = any free one', fallback: '0' },
  log: { describe: 'journal file (JSONL, fsynced); an existing one is continued' },
  requests: { describe: 'file that gets a line for every request (JSONL, fsynced), with the faults that hit it' },
  signature: { describe: 'value of sig', fallback: DEFAULTS.signature },
  withhold: { describe: 'share 0..1 of answers cut off after the card was shown' },
  delay: { describe: 'ms every answer waits' },
  seed: { describe: 'seed of what is withheld' },
  'quota-burst': { describe: 'after=N,count=M,retryAfter=S: the M requests after the Nth are answered 429' },
});

await runSimulator('teams', async () =>
  startTeams({
    port: numberOption('port', given.port, 0),
    log: given.log ?? null,
    requests: given.requests ?? null,
    signature: given.signature ?? DEFAULTS.signature,
    withhold: numberOption('withhold', given.withhold, 0),
    delayMs: numberOption('delay', given.delay, 0),
    seed: numberOption('seed', given.seed, 1),
    burst: given['quota-burst'] === undefined ? null : parseBurst(given['quota-burst']),
  }),
);
