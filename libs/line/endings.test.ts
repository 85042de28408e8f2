import { describe, expect, it } from '@jest/globals';
import type { Outcome, Review } from '#libs/model';
import { problemsOf } from '#libs/model';
import type { Message } from '#libs/stage';
import { endings, outcome } from './endings.ts';

const trail = [{ topic: 'junctor.raw.v1', partition: 0, offset: 4, at: 1_000 }];
const message = (over: Partial<Message<unknown>> = {}): Message<unknown> => ({
  id: '5b1c0a52-9a5e-5d0b-8f3a-3f1b1c6a7d11',
  topic: 'junctor.raw.v1',
  partition: 0,
  offset: 4n,
  timestamp: 1_000,
  key: 'prometheus/a/b',
  headers: {},
  revision: 'r',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  trail: '[["junctor.raw.v1",0,4,1000]]',
  value: { system: 'prometheus', record: 'a/b', version: 7 },
  ...over,
});
const record = { topic: 'junctor.raw.v1', partition: 0, offset: 4n, timestamp: 1_000, key: 'k', value: Buffer.from('frame'), headers: {} };
const cause = { code: 'odd', evidence: { message: 'look', field: 'severity' } };

describe('endings', () => {
  it('a drop is one outcome with the reason, the trail and the trace', () => {
    const [only, ...more] = endings.dropped('route', message(), 'no flow');
    expect(more).toEqual([]);
    expect(only?.value).toMatchObject({
      kind: 'filtered',
      reason: 'no flow',
      system: 'prometheus',
      record: 'a/b',
      version: 7,
      trail,
      traceId: '0af7651916cd43dd8448eb211c80319c',
    });
    expect(problemsOf('outcome', only?.value as Outcome)).toEqual([]);
  });

  it('a parked message is a review item and an outcome, told apart by flow and by nothing that changes', () => {
    const ids = (flow?: string, at = message()) =>
      endings.parked('route', at, record, flow ? { ...cause, flow } : cause).map(({ id }) => id);
    expect(ids()).toEqual(ids(undefined, message({ timestamp: 9, offset: 5n, revision: 'later' })));
    expect(new Set([...ids(), ...ids('a'), ...ids('b')]).size).toBe(6);
    const [item] = endings.parked('route', message(), record, cause);
    expect(problemsOf('review', item?.value as Review)).toEqual([]);
  });

  it('groups what has the same cause', () => {
    const print = (over: object, stage = 'route') => {
      const [item] = endings.parked(stage, message(), record, { ...cause, ...over });
      return (item?.value as Review | undefined)?.fingerprint;
    };
    expect(print({ evidence: { message: 'other words', field: 'severity' } })).toBe(print({}));
    expect(new Set([print({}), print({ code: 'other' }), print({ flow: 'f' }), print({}, 'transform')]).size).toBe(4);
  });

  it('a frame that could not be read is known by its coordinates and key', () => {
    const [, told] = endings.parked('transform', message({ value: undefined }), record, cause);
    expect(told?.value).toMatchObject({ kind: 'parked', system: 'prometheus', record: 'a/b', version: 4, messageId: message().id });
  });

  it('does not keep what would make the item itself too long for a record', () => {
    const [item] = endings.parked('transform', message(), { ...record, value: Buffer.alloc(800_000) }, cause);
    expect(item?.value).toMatchObject({ value: null, sourceOffset: 4 });
  });

  it('a routed message lists its deliveries, under an id of its own', () => {
    const routed = outcome('route', message(), { kind: 'routed', reason: null, deliveryIds: ['d1', 'd2'] });
    expect(routed.value).toMatchObject({ kind: 'routed', deliveryIds: ['d1', 'd2'] });
    expect(routed.id).toBe(outcome('route', message(), { kind: 'routed', reason: null }).id);
  });
});
