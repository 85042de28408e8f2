/** What an adapter is held to, one entry a test: the key of a waiver and the line of the published matrix. */
export const LOG_FEATURES = {
  'explicit-partition': 'A record lands in the partition it names; a partition that does not exist is refused',
  'offsets-returned': 'Offsets of a send come back in the order of its records, over topics and partitions',
  'record-round-trip': 'Keys, values, tombstones and UTF-8 headers come back as they were sent, also empty ones',
  'record-size': 'A record of just under 1 MiB is taken, one beyond the limit refused',
  'key-order': 'Records of a key arrive in the order they were sent',
  'resend-after-error': 'Nothing is lost when a producer is replaced after an error and the unacknowledged is sent again, lowest first',
  'read-range': 'A range of a partition is read by position without a group',
  'topic-admin': 'Topics are created once; another partition count is refused, naming both',
  'commit-resume': 'A group goes on at its committed positions, and only there',
  'commit-metadata': 'Text kept with a committed position comes back, also beyond ASCII',
  'missing-commit': 'A partition without a commit is absent from the committed positions',
  'foreign-commit': 'A position of a partition that is not assigned is not committed',
  'positions-from-assignment': 'Reading starts where onAssigned says, and only for the partitions it names',
  'outside-the-log': 'A position outside the log is reported and never moved, neither to the start nor to the end',
  'pause-resume': 'Over 1,000 records through pauses and resumes, none lost, none while paused',
  'pause-one': 'A paused partition holds up no other',
  'join-and-leave': 'As members come and go each record is processed once, when positions are committed at revocation',
  'revoke-awaited': 'Another member gets a partition only after onRevoked has resolved',
  'close-under-load': 'Closing in the middle of a stream resolves, and nothing is delivered afterwards',
  'broker-restart': 'After the broker is killed and started again everything goes on by itself, and nothing acknowledged is lost',
} as const;

export type LogFeatureName = keyof typeof LOG_FEATURES;

/** Features an adapter does without: name to reason. */
export type Waivers = Readonly<Partial<Record<LogFeatureName, string>>>;

export type Check = (feature: LogFeatureName, body: () => Promise<void>, timeoutMs?: number) => void;

/** Of every adapter, what it does without. */
export const LOG_WAIVERS = {
  platformatic: {},
  kafkajs: {
    'outside-the-log': 'kafkajs moves such a position to the start of the log by itself and commits that; the adapter can only report it',
  },
  memory: { 'broker-restart': 'it has no broker' },
} as const satisfies Readonly<Record<string, Waivers>>;
