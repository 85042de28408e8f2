/** Who lives where, and what each room may import. The sentence of a rule is what a wrong import is answered with. */
export interface Rule {
  /** Folder prefix, longest match wins; `*` stands for one name. */
  readonly room: string;
  /** Rooms it may import besides itself. */
  readonly may: readonly string[];
  readonly sentence: string;
}

const pureBase = ['libs/failures', 'libs/model'];

export const rules: readonly Rule[] = [
  {
    room: 'services/console',
    may: ['libs/*'],
    sentence: "the console imports libs only, never a connector's internals",
  },
  {
    room: 'services/all-in-one',
    may: ['services/*', 'connectors', 'libs/*'],
    sentence: 'all-in-one is a list of stage modules, without logic',
  },
  {
    room: 'services/*',
    may: ['libs/*', 'connectors'],
    sentence: 'a service imports libs and the connector registry, never another service, a Kafka client or an entity',
  },
  {
    room: 'cli',
    may: ['libs/*', 'connectors', 'services/all-in-one'],
    sentence:
      'the CLI imports libs, the list of connectors (never one by name) and all-in-one: it must not be a second implementation of anything',
  },
  {
    room: 'libs/stage',
    may: ['libs/log', 'libs/failures', 'libs/telemetry'],
    sentence: 'the kernel knows log, failures and telemetry, and no domain word',
  },
  { room: 'libs/log', may: ['libs/failures', 'libs/telemetry'], sentence: 'the log knows neither Nest nor domain words' },
  { room: 'libs/model', may: [], sentence: 'the canonical model imports nothing of ours' },
  { room: 'libs/flow', may: ['libs/model'], sentence: 'the flow language is pure: it imports the model alone' },
  { room: 'libs/connector-kit', may: pureBase, sentence: 'the connector kit knows failures and the model, never Kafka, Postgres or Nest' },
  { room: 'libs/state', may: pureBase, sentence: 'state knows failures and the model; a pure step never imports it' },
  { room: 'libs/failures', may: [], sentence: 'the failure union imports nothing of ours' },
  { room: 'libs/telemetry', may: [], sentence: 'telemetry imports nothing of ours' },
  { room: 'libs/config', may: [], sentence: 'the environment reader imports nothing of ours' },
  {
    room: 'libs/local-stack',
    may: ['libs/config'],
    sentence: 'the laptop stack imports the environment reader alone, and no service imports it',
  },
  {
    room: 'libs/line',
    may: ['libs/log', 'libs/model', 'libs/stage', 'libs/failures', 'libs/telemetry'],
    sentence: 'ids, topics and endings of the line are pure: no host, store or connector',
  },
  {
    room: 'libs/review',
    may: ['libs/line', 'libs/log', 'libs/model', 'libs/stage', 'libs/state', 'libs/flow', 'libs/failures', 'libs/telemetry'],
    sentence: 'what is parked is read, edited, rehearsed and judged without I/O; the steps of the line are brought by whoever rehearses',
  },
  {
    room: 'libs/workspace',
    may: ['libs/flow', 'libs/connector-kit', ...pureBase],
    sentence: 'what a workspace asks of connectors is told without a network; the registry is brought by whoever asks',
  },
  {
    room: 'libs/host',
    may: ['libs/line', 'libs/log', 'libs/model', 'libs/stage', 'libs/state', 'libs/flow', 'libs/failures', 'libs/telemetry', 'libs/config'],
    sentence: 'the host opens what a process shares; it knows no stage and no connector',
  },
  {
    room: 'connectors/*',
    may: ['libs/connector-kit', ...pureBase],
    sentence: 'a connector imports the kit and the model, never another connector, a service or state',
  },
  { room: 'connectors', may: ['connectors/*', 'libs/connector-kit'], sentence: 'the connector registry lists connectors' },
  {
    room: 'simulators/*',
    may: ['simulators/kit', 'libs/connector-kit'],
    sentence: 'a simulator is a vendor: it knows the simulators kit and no code of ours but types',
  },
  { room: 'verification/reference', may: [], sentence: 'the reference is independent: it imports nothing of ours' },
  { room: 'verification', may: ['*'], sentence: 'verification may import everything and is imported by nothing' },
  { room: 'tools', may: ['*'], sentence: 'tools may import everything and are imported by nothing' },
];

/** Packages that only some rooms may see, so that the seams stay where they are. */
export const packageRules: readonly { readonly pattern: RegExp; readonly rooms: readonly string[]; readonly sentence: string }[] = [
  {
    pattern: /^(kafkajs|@platformatic\/kafka)$/,
    rooms: ['libs/log', 'libs/local-stack', 'verification', 'tools'],
    sentence: 'Kafka clients live in libs/log alone',
  },
  {
    pattern: /^(typeorm|pg)(\/|$)/,
    rooms: ['libs/state', 'libs/local-stack', 'verification', 'tools'],
    sentence: 'only libs/state sees the database and its ORM',
  },
  { pattern: /^@nestjs\//, rooms: ['libs/stage', 'libs/host', 'services'], sentence: 'Nest hosts the services; pure code does not see it' },
  { pattern: /^@marcbachmann\/cel-js$/, rooms: ['libs/flow'], sentence: 'expressions are the flow language alone' },
];
