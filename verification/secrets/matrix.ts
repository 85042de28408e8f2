/** Where a secret may be configured, where it was looked for, and which test looked. */

/** Titles of tests, as they stand in their files. */
const tests = {
  canary: ['verification/secrets/canary.test.ts', 'what fails shows no secret'],
  kept: ['verification/secrets/canary.test.ts', 'what is kept of it shows no secret'],
  breaks: ['verification/secrets/connections.test.ts', 'a destination that breaks'],
  proxy: ['verification/secrets/connections.test.ts', 'a proxy that repeats what it was told, or is none'],
  repeated: ['verification/secrets/addresses.test.ts', 'a destination that repeats the address'],
  mail: ['verification/secrets/connections.test.ts', 'a mail server that repeats the sign-in is not quoted with it'],
  database: ['verification/secrets/connections.test.ts', 'a database that breaks'],
  environment: ['verification/secrets/connections.test.ts', 'an environment that does not fit'],
  inbound: ['verification/secrets/inbound.test.ts', 'its secret is shown to nobody'],
  inboundKept: ['verification/secrets/inbound.test.ts', 'leaves no secret in tables, topics and spans'],
  address: ['libs/host/http.test.ts', 'is refused without a word of the address'],
  line: ['verification/secrets/line.test.ts', 'logs, spans, tables and topics of a run hold no secret'],
  exported: ['verification/secrets/otlp.test.ts', 'spans and metrics on their way to a backend hold no secret'],
  crash: ['verification/secrets/crash.test.ts', 'an error with headers and settings'],
  start: ['verification/secrets/crash.test.ts', 'an environment that does not fit'],
  verbs: ['cli/secrets.test.ts', 'secrets in the environment'],
  inFile: ['cli/secrets.test.ts', 'a secret that was written into a file'],
  quoted: ['cli/secrets.test.ts', 'a destination that repeats what it was sent'],
} as const satisfies Readonly<Record<string, readonly [file: string, title: string]>>;

type Test = keyof typeof tests;

const columns = ['errors', 'answers', 'log', 'spans', 'OTLP', 'topics', 'tables', 'crash', 'commands'] as const;
type Column = (typeof columns)[number];

interface Place {
  readonly configured: string;
  readonly looked: Readonly<Partial<Record<Column, readonly Test[]>>>;
}

const everywhere = {
  log: ['line'],
  spans: ['line'],
  OTLP: ['exported'],
  topics: ['line', 'kept'],
  tables: ['line', 'kept'],
  crash: ['crash'],
} as const;
const received = {
  answers: ['inbound'],
  log: ['inbound'],
  spans: ['inboundKept'],
  topics: ['inboundKept'],
  tables: ['inboundKept'],
} as const;

export const places: readonly Place[] = [
  {
    configured: 'destination: basic, bearer, own header, query parameter, OAuth2 client secret',
    looked: { errors: ['canary', 'breaks'], ...everywhere, commands: ['verbs', 'quoted'] },
  },
  {
    configured: 'destination: signing key, routing key, signature of an address',
    looked: { errors: ['canary', 'breaks'], ...everywhere, commands: ['verbs'] },
  },
  {
    configured: 'destination: path or query of an address that is read by reference',
    looked: { errors: ['repeated'], log: ['exported'], OTLP: ['exported'], topics: ['exported'], tables: ['exported'] },
  },
  {
    configured: 'destination: user, password or query in its address',
    looked: { errors: ['breaks'], crash: ['crash'], commands: ['verbs'] },
  },
  { configured: 'proxy: user and password, beside its address or in it', looked: { errors: ['proxy'] } },
  { configured: 'mail server: password', looked: { errors: ['breaks', 'mail'] } },
  { configured: 'webhook: bearer, basic, own header', looked: { ...received, OTLP: ['exported'], commands: ['verbs'] } },
  { configured: 'webhook: key of a signature (HMAC, Standard Webhooks)', looked: received },
  { configured: 'webhook: whatever a stranger signs in with', looked: { ...received, answers: ['inbound', 'address'] } },
  {
    configured: '`DATABASE_URL`: password',
    looked: { errors: ['database', 'environment'], crash: ['crash', 'start'], commands: ['verbs'] },
  },
  {
    configured: '`KAFKA_BROKERS`, `SCHEMA_REGISTRY_URL`: refused with credentials in them',
    looked: { errors: ['environment'], crash: ['start'], commands: ['verbs'] },
  },
  { configured: 'a system file, by mistake in the place of a reference', looked: { commands: ['inFile'] } },
];

export const testsOf = (): readonly (readonly [file: string, title: string])[] => Object.values(tests);

export const usedTests = (): ReadonlySet<string> =>
  new Set(places.flatMap(({ looked }) => Object.values(looked).flatMap((each) => each.map((name) => tests[name][0]))));

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The page docs/reference/secrets.md. */
export function secretsPage(): string {
  const numbers = new Map((Object.keys(tests) as Test[]).map((name, i) => [name, i + 1]));
  const cell = (found: readonly Test[] | undefined): string => found?.map((name) => String(numbers.get(name))).join(', ') ?? '';
  return [
    '<!-- DO NOT EDIT: the table of verification/secrets/matrix.ts; UPDATE_GOLDEN=1 writes it -->',
    '# Where secrets were looked for',
    '',
    'A canary in the place of each secret, then a search for every form it takes: as it is, in JSON, in a URL, in a form, in a Basic header. The numbers are',
    'the tests that look, below; an empty cell is a place where that secret does not come, or where nobody has looked yet. Secrets are also planted, to see that they are found.',
    '',
    row(['configured as', ...columns]),
    row(['---', ...columns.map(() => '---')]),
    ...places.map(({ configured, looked }) => row([configured, ...columns.map((column) => cell(looked[column]))])),
    '',
    'errors: message, evidence, stack and causes, with all their properties; answers: to whoever called; log: from level trace; crash: what a process prints when it',
    'ends on an error that nobody caught; commands: everything `junctor` prints, and the pages it writes.',
    '',
    ...Object.values(tests).map(([file, title], i) => `${i + 1}. \`${file}\`: ${title}`),
    '',
    '## What holds it back',
    '',
    '- Answers of destinations are quoted in excerpts, without the secret in use, those that this process has read, and whatever looks like a credential.',
    '- Of an address that is read by reference (`env:NAME`, `file:/path`) the parts of path and query that nobody could guess are secrets: those of 12 characters',
    '  or more that hold a digit, and words of 20 or more.',
    '- A log line loses the values of names that mean a secret, `Bearer` and `Basic` tokens, passwords in addresses, and every secret of 8 characters or more that this',
    '  process has read; so does what `junctor` prints, and the text of an error that nobody expected.',
    '- A process that ends on an error which nobody caught logs it that way, instead of printing all that the error holds.',
    '- Addresses of servers with credentials where no client takes them from are refused at start, unseen.',
    '',
    '## What does not',
    '',
    '- A secret in the path of an address that stands in the file itself: whoever reads the file has it. Junctor names hosts only, but a destination that repeats the',
    '  path is quoted. Write `address: env:NAME`.',
    '- A secret that a source sends inside of its data is data.',
    '',
  ].join('\n');
}
