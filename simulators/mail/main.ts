import { numberOption, parseBurst, readOptions, runSimulator } from '#simulators/kit';
import { DEFAULTS } from './options.ts';
import { startMail } from './server.ts';

const given = readOptions('a mail server; it says where it takes mails in GET /__sim/state', {
  port: { describe: 'port of the panel on 127.0.0.1; 0 = any free one', fallback: '0' },
  smtp: { describe: 'port that mails are taken at; 0 = any free one', fallback: '0' },
  log: { describe: 'journal file (JSONL, fsynced); an existing one is continued' },
  requests: { describe: 'file that gets a line for every request to the panel (JSONL, fsynced)' },
  user: { describe: 'user that may sign in', fallback: DEFAULTS.user },
  password: { describe: 'its password', fallback: DEFAULTS.password },
  refuse: { describe: 'mailboxes that there are not, joined by commas' },
  size: { describe: 'bytes of the largest mail', fallback: String(DEFAULTS.maxBytes) },
  withhold: { describe: 'share 0..1 of replies cut off after the mail was taken' },
  delay: { describe: 'ms before every mail is taken' },
  seed: { describe: 'seed of what is withheld' },
  'quota-burst': { describe: 'after=N,count=M,retryAfter=S: the M mails after the Nth are answered 450 4.2.1' },
});

await runSimulator('mail', async () =>
  startMail({
    port: numberOption('port', given.port, 0),
    smtpPort: numberOption('smtp', given.smtp, 0),
    log: given.log ?? null,
    requests: given.requests ?? null,
    user: given.user ?? DEFAULTS.user,
    password: given.password ?? DEFAULTS.password,
    refuse: given.refuse === undefined ? [] : given.refuse.split(','),
    maxBytes: numberOption('size', given.size, DEFAULTS.maxBytes),
    faults: {
      withhold: numberOption('withhold', given.withhold, 0),
      delayMs: numberOption('delay', given.delay, 0),
      burst: given['quota-burst'] === undefined ? null : parseBurst(given['quota-burst']),
    },
    seed: numberOption('seed', given.seed, 1),
  }),
);
