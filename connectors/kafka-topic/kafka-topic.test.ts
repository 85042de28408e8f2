import { expect, it } from '@jest/globals';
import { FailureError, failureOf, rehearsedCall, type TopicRecord, type TopicSubject, type TopicWriter } from '#libs/connector-kit';
import { connector } from './index.ts';
import { settings } from './settings.ts';

const appended: TopicRecord[] = [];
const encoded: TopicSubject[] = [];
const topics: TopicWriter = {
  append: async (record) => void appended.push(record),
  async encode(subject, value) {
    encoded.push(subject);
    if (!Object.hasOwn(value as object, 'title')) {
      const evidence = { message: 'the record does not fit Ticket: title (string)', field: 'title' };
      throw new FailureError({ class: 'invalid', scope: 'record', evidence });
    }
    return Buffer.from([0, 0, 0, 0, 7, 1]);
  },
};
const given = { topic: 'erp.incidents', models: ['incident', 'movement'] };
const open = (more: object = {}, as: object = {}) =>
  connector.connect?.(settings.parse({ ...given, ...as }), {
    ...{ system: 'erp', address: '', secret: () => '', callTimeoutMs: 1_000, topics },
    ...more,
  });

it('each state is a record of its key, a CloudEvent with the id of the delivery', async () => {
  const movement = open()?.objects.movement;
  const call = { ...rehearsedCall('d-1'), traceparent: '00-aa-bb-01' };
  expect(await movement?.createRecord('k-1', { article: 'ü' }, call)).toEqual({ remoteId: 'k-1', number: null, url: null });
  expect(appended.map(({ value, ...record }) => ({ ...record, value: JSON.parse(value.toString()) as unknown }))).toEqual([
    {
      topic: 'erp.incidents',
      key: 'k-1',
      value: { article: 'ü' },
      headers: {
        ...{ ce_specversion: '1.0', ce_id: 'd-1', ce_source: '/junctor/erp', ce_type: 'junctor.record.movement', ce_subject: 'k-1' },
        ...{ ce_time: expect.any(String), 'content-type': 'application/json', traceparent: '00-aa-bb-01' },
      },
    },
  ]);
});

it('as a structured CloudEvent the value says it all', async () => {
  await open({}, { format: 'cloudevents' })?.objects.incident?.createRecord('k-2', { title: 'T' }, rehearsedCall('d-2'));
  const last = appended.at(-1);
  expect(last?.headers).toEqual({ 'content-type': 'application/cloudevents+json' });
  expect(JSON.parse(String(last?.value))).toEqual({
    ...{ specversion: '1.0', id: 'd-2', source: '/junctor/erp', type: 'junctor.record.incident', subject: 'k-2' },
    ...{ time: expect.any(String), datacontenttype: 'application/json', data: { title: 'T' } },
  });
});

it.each<[string, object, TopicSubject]>([
  ['the subject of its topic', {}, { subject: 'erp.incidents-value', schema: undefined }],
  ['the subject that is named', { subject: 'erp.Ticket' }, { subject: 'erp.Ticket', schema: undefined }],
])('as Avro it is written by %s', async (_name, more, subject) => {
  await open({}, { format: 'avro', ...more })?.objects.incident?.updateRecord('k-3', { title: 'T' }, rehearsedCall('d-3'));
  expect(encoded.at(-1)).toEqual(subject);
  expect(appended.at(-1)).toMatchObject({
    value: Buffer.from([0, 0, 0, 0, 7, 1]),
    headers: { ce_id: 'd-3', 'content-type': 'application/avro' },
  });
});

it('the schema of the workspace goes along', async () => {
  const schema = { type: 'record', name: 'Ticket', fields: [{ name: 'title', type: 'string' }] };
  await open({}, { format: 'avro', schema })?.objects.incident?.createRecord('k-4', { title: 'T' }, rehearsedCall());
  expect(encoded.at(-1)).toEqual({ subject: 'erp.incidents-value', schema });
});

it('what does not fit the schema is parked and never appended', async () => {
  const before = appended.length;
  const object = open({}, { format: 'avro' })?.objects.incident;
  const failure = await failureOf(object?.createRecord('k', { group: 'x' }, rehearsedCall()) ?? Promise.resolve());
  expect(failure).toMatchObject({ class: 'invalid', scope: 'record', evidence: { field: 'title' } });
  expect(appended).toHaveLength(before);
});

it.each<[string, object, object, object, object]>([
  ['no Kafka at hand', { topics: undefined }, {}, {}, { class: 'down', scope: 'system' }],
  ['no registry at hand', { topics: { append: topics.append } }, { format: 'avro' }, {}, { class: 'down', scope: 'system' }],
  ['a record that no broker takes', {}, {}, { title: 'x'.repeat(1_000_001) }, { class: 'invalid', scope: 'record' }],
])('%s', async (_name, more, as, want, failure) => {
  const object = open(more, as)?.objects.incident;
  expect(await failureOf(object?.updateRecord('k', { ...want }, rehearsedCall()) ?? Promise.resolve())).toMatchObject(failure);
});

it.each(['junctor.raw.v1', 'a b', ''])('refuses the topic "%s"', (topic) => expect(settings.safeParse({ topic }).success).toBe(false));

it.each<[string, object]>([
  ['a subject without Avro', { subject: 's' }],
  ['a schema that is no record', { format: 'avro', schema: { type: 'string' } }],
  ['a format that is none', { format: 'xml' }],
])('refuses %s', (_name, more) => expect(settings.safeParse({ ...given, ...more }).success).toBe(false));
