import { numberOption, readOptions, runSimulator } from '#simulators/kit';
import { startOtlpBackend } from './backend.ts';

const given = readOptions('an OTLP backend (HTTP, JSON)', {
  port: { describe: 'port on 127.0.0.1; 0 = any free one, 4318 is the usual one', fallback: '0' },
  log: { describe: 'spans as JSONL; an existing file is read first' },
  keep: { describe: 'spans kept in memory', fallback: '200000' },
});

await runSimulator('otlp', async () =>
  startOtlpBackend({
    port: numberOption('port', given.port, 0),
    log: given.log ?? null,
    keep: Math.max(1, numberOption('keep', given.keep, 200_000)),
  }),
);
