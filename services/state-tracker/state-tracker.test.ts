import { expect, it } from '@jest/globals';
import type { Message } from '#libs/stage';
import type { TrackerStore } from '#libs/state';
import { createTracker } from './state-tracker.ts';

const meta = { id: 'i', system: 's', record: 'r', version: 2, occurredAt: 5, deleted: true };
const traceId = '0af7651916cd43dd8448eb211c80319c';
const message = (topic: string, value: object): Message<never> =>
  ({ id: 'i', topic, value, traceparent: `00-${traceId}-b7ad6b7169203331-01`, trail: '[]' }) as unknown as Message<never>;

it('projects each kind of record into its own rows, in one call', async () => {
  const calls: unknown[][] = [];
  const store: TrackerStore = { record: async (...rows) => void calls.push(rows) };
  const hops = [{ topic: 'junctor.raw.v1', partition: 0, offset: 1, at: 2 }];
  await createTracker(store).save([
    message('junctor.canonical.event.v1', { meta, title: 'Disk full' }),
    message('junctor.canonical.incident.v1', { meta, title: 'Broken', number: 'INC1' }),
    message('junctor.canonical.ci.v1', {
      meta,
      name: 'node-a',
      keys: ['node/a'],
      ciClass: 'compute',
      criticality: null,
      environment: 'prod',
      owner: null,
      supportGroup: 'Ops',
      service: null,
      fqdn: 'unused',
    }),
    message('junctor.outcome.v1', { id: 'o', kind: 'delivered', trail: hops }),
  ]);
  const row = { id: 'i', system: 's', record: 'r', version: 2, occurredAt: 5, traceId };
  const data = {
    name: 'node-a',
    ciClass: 'compute',
    criticality: null,
    environment: 'prod',
    owner: null,
    supportGroup: 'Ops',
    service: null,
  };
  expect(calls).toEqual([
    [
      [
        { ...row, model: 'event', title: 'Disk full', number: null },
        { ...row, model: 'incident', title: 'Broken', number: 'INC1' },
        { ...row, model: 'ci', title: 'node-a', number: null },
      ],
      [{ id: 'o', kind: 'delivered', trail: '[["junctor.raw.v1",0,1,2]]' }],
      [{ kind: 'ci', keys: ['node/a'], system: 's', record: 'r', version: 2, data, deleted: true }],
    ],
  ]);
});
