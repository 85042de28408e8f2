import { openCodec } from '#libs/host';
import { topics } from '#libs/line';
import { type Codec, createLog } from '#libs/log';
import type { Review } from '#libs/model';
import { type LineUp, sourceTopics } from '#verification/demo';
import type { Coordinates, End } from './ends.ts';

/** One record put on a topic by somebody else than the line. */
export interface TopicCase {
  readonly what: string;
  readonly topic: string;
  readonly value: (codec: Codec) => Buffer | null;
  readonly ends: End;
}

const found = { by: 'offset' } as const;
const notOurs = (code: string): End => ({ kind: 'parked', code, stage: 'transform', found });

const unreadable: End = { kind: 'parked', code: 'malformed', stage: 'transform', found: { by: 'excerpt', value: 'drill: no JSON' } };
const fromSource = (reason: string): End => ({
  kind: 'parked',
  code: 'malformed',
  stage: 'transform',
  found: { by: 'reason', value: reason },
});

const review: Review = {
  id: '00000000-0000-5000-8000-000000000001',
  messageId: '00000000-0000-5000-8000-000000000002',
  stage: 'drill',
  system: 'drill',
  record: 'drill',
  flow: null,
  fingerprint: 'drill',
  code: 'drill',
  reason: 'sent on purpose',
  field: null,
  expected: null,
  excerpt: null,
  hint: null,
  sourceTopic: 'drill',
  sourcePartition: 0,
  sourceOffset: 0,
  parkedAt: 0,
  value: null,
};

const unknownId = Buffer.concat([Buffer.from([0, 0x7f, 0xff, 0xff, 0xf0]), Buffer.from('drill')]);

export const topicCases: readonly TopicCase[] = [
  {
    what: `${topics.raw}: an Avro frame with an unknown schema id`,
    topic: topics.raw,
    value: () => unknownId,
    ends: notOurs('unknown-schema'),
  },
  {
    what: `${topics.raw}: a record of another type`,
    topic: topics.raw,
    value: (codec) => codec.encode(topics.review, review),
    ends: notOurs('wrong-type'),
  },
  { what: `${topics.raw}: a tombstone`, topic: topics.raw, value: () => null, ends: notOurs('tombstone') },
  { what: `${topics.raw}: text instead of Avro`, topic: topics.raw, value: () => Buffer.from('{"hello":1}'), ends: notOurs('not-avro') },
  { what: `${topics.raw}: an empty value`, topic: topics.raw, value: () => Buffer.alloc(0), ends: notOurs('not-avro') },
  { what: `${sourceTopics.audit}: a tombstone`, topic: sourceTopics.audit, value: () => null, ends: fromSource('tombstone') },
  {
    what: `${sourceTopics.audit}: bytes that are no JSON`,
    topic: sourceTopics.audit,
    value: () => Buffer.from('drill: no JSON'),
    ends: unreadable,
  },
];

/** Appends the record and says where it lies. */
export async function append(line: LineUp, each: TopicCase): Promise<Coordinates> {
  const log = createLog('platformatic', { brokers: line.stack.kafkaBrokers, clientId: 'bad-input' });
  const codec = await openCodec(line.stack.registryUrl);
  await codec.register();
  const producer = await log.producer();
  try {
    const record = { topic: each.topic, partition: 0, key: `drill/${each.what}`, value: each.value(codec), headers: {} };
    const [offset = -1n] = await producer.send([record]);
    return { topic: each.topic, partition: 0, offset: Number(offset) };
  } finally {
    await producer.close();
  }
}
