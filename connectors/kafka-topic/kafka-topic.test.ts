import { expect, it } from '@jest/globals';
import { failureOf, rehearsedCall, type TopicRecord, type TopicWriter } from '#libs/connector-kit';
import { connector } from './index.ts';
import { settings } from './settings.ts';

const appended: TopicRecord[] = [];
const topics: TopicWriter = { append: async (record) => void appended.push(record) };
const given = { topic: 'erp.incidents', models: ['incident', 'movement'] };
const open = (more: object = {}) =>
  connector.connect?.(settings.parse(given), { system: 'erp', address: '', secret: () => '', callTimeoutMs: 1_000, topics, ...more });

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

it.each<[string, object, object, object]>([
  ['no Kafka at hand', { topics: undefined }, {}, { class: 'down', scope: 'system' }],
  ['a record that no broker takes', {}, { title: 'x'.repeat(1_000_001) }, { class: 'invalid', scope: 'record' }],
])('%s', async (_name, more, want, failure) => {
  const object = open(more)?.objects.incident;
  expect(await failureOf(object?.updateRecord('k', { ...want }, rehearsedCall()) ?? Promise.resolve())).toMatchObject(failure);
});

it.each(['junctor.raw.v1', 'a b', ''])('refuses the topic "%s"', (topic) => expect(settings.safeParse({ topic }).success).toBe(false));
