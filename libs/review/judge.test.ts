import { expect, it } from '@jest/globals';
import { deriveId } from '#libs/line';
import type { DeliveryFact, ReplayFact, ReviewItem, WorkItem } from '#libs/state';
import { judge } from './judge.ts';

const work = (over: Partial<ReviewItem> = {}, forMs = 5_000): WorkItem => ({
  ...{ jobId: 'j', action: 'replay', actor: 'ann', reason: 'r', revision: null, replay: 1, mark: '{}', forMs },
  item: { id: 'item', origin: 'stage', flow: null, ...over } as ReviewItem,
});
const fact = (over: Partial<ReplayFact>): ReplayFact => ({
  ...{ itemId: 'item', messageId: 'm', model: 'event', kind: null, stage: 'route', flow: null, reason: 'why', deliveryIds: [] },
  ...over,
});
const delivery = (deliveryId: string, over: Partial<DeliveryFact>): DeliveryFact => ({
  ...{ deliveryId, flow: 'a', kind: 'delivered', reason: 'why', number: null },
  ...over,
});
const routed = (...deliveryIds: string[]) => fact({ kind: 'routed', deliveryIds });
const ends = (replayed: ReplayFact[], deliveries: DeliveryFact[] = [], item: Partial<ReviewItem> = {}, forMs = 5_000) =>
  judge(work(item, forMs), { replayed, deliveries: new Map(deliveries.map((each) => [each.deliveryId, each])) }, 60_000);

it.each<[string, ReturnType<typeof ends>, unknown]>([
  ['nothing is known yet', ends([]), null],
  ['time is over', ends([], [], {}, 60_000), { state: 'unfinished' }],
  ['parked elsewhere', ends([fact({ kind: 'parked', flow: 'a' })]), { state: 'failed', child: deriveId('m', 'route', 'review', 'a') }],
  ['parked where it was', ends([fact({ kind: 'parked' })], [], { id: deriveId('m', 'route', 'review', '') }), { state: 'failed' }],
  ['dropped', ends([fact({ kind: 'filtered' })]), { state: 'filtered', text: 'why' }],
  ['a model that ends where it is projected', ends([fact({ model: 'ci' })]), { state: 'delivered' }],
  ['a delivery that was not accepted yet', ends([routed('d')]), null],
  ['one of two that waits', ends([routed('d', 'e')], [delivery('d', {}), delivery('e', { kind: 'waiting' })]), null],
  [
    'both delivered',
    ends([routed('d', 'e')], [delivery('d', { number: 'I1' }), delivery('e', { number: 'I2' })]),
    { state: 'delivered', text: 'I1, I2' },
  ],
  ['one refused', ends([routed('d', 'e')], [delivery('d', {}), delivery('e', { kind: 'parked' })]), { state: 'failed', child: 'e' }],
  ['only older ones', ends([routed('d')], [delivery('d', { kind: 'superseded' })]), { state: 'superseded', text: 'why' }],
  ['nothing to change', ends([routed('d')], [delivery('d', { kind: 'noop' })]), { state: 'delivered', text: 'why' }],
  [
    'another flow was parked',
    ends([fact({ kind: 'parked', flow: 'b' }), routed('d')], [delivery('d', {})], { flow: 'a' }),
    { state: 'delivered' },
  ],
  ['its flow takes it no longer', ends([routed('d')], [delivery('d', { flow: 'b' })], { flow: 'a' }), { state: 'filtered' }],
  ['its flow is not heard of yet', ends([routed('d')], [delivery('d', { flow: 'b' })], { flow: 'a' }, 1_000), null],
])('%s', (_, end, expected) => (expected === null ? expect(end).toBe(null) : expect(end).toMatchObject(expected as object)));

it.each<[DeliveryFact['kind'], unknown]>([
  ['waiting', null],
  ['delivered', { state: 'delivered' }],
  ['superseded', { state: 'superseded' }],
  ['discarded', { state: 'discarded' }],
  ['parked', { state: 'failed', text: 'refused by its destination again: why' }],
])('a delivery that is %s', (kind, expected) => {
  const end = ends([], [delivery('item', { kind })], { origin: 'delivery', flow: 'a' });
  if (expected === null) expect(end).toBe(null);
  else expect(end).toEqual(expect.objectContaining(expected as object));
  expect(end?.child).toBe(undefined);
});
