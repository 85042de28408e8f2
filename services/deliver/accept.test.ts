import { expect, it } from '@jest/globals';
import type { Contribution } from '#libs/model';
import type { Message } from '#libs/stage';
import type { AcceptItem, DeliveryStore, Fold } from '#libs/state';
import { createAccept } from './accept.ts';

const contribution = (over: Partial<Contribution> = {}): Contribution => ({
  id: 'c1',
  messageId: 'm1',
  flow: 'f',
  pattern: 'configuration-synchronization',
  revision: 'r',
  targetSystem: 'archive',
  targetKey: 'INC1',
  targetModel: 'incident',
  system: 'itsm',
  record: 'rec',
  version: 3,
  digest: 'd3',
  occurredAt: 9,
  phase: 'active',
  rank: 0,
  want: JSON.stringify({ ticket: { number: 'INC1' } }),
  explanation: [],
  ...over,
});
const message = (value: Contribution): Message<Contribution> =>
  ({ value, traceparent: 'tp', trail: [{ topic: 't', partition: 0, offset: 1, at: 2 }] }) as unknown as Message<Contribution>;

it('keeps with the wanted state the model that it is of, and wakes whoever sends', async () => {
  const seen: { items: readonly AcceptItem[]; fold: Fold }[] = [];
  let woken = 0;
  const store = {
    async accept(items: readonly AcceptItem[], fold: Fold) {
      seen.push({ items, fold });
      return { inserted: items.length, targets: [] };
    },
  } as Partial<DeliveryStore> as DeliveryStore;
  await createAccept(store, () => woken++).save([message(contribution())]);
  expect(woken).toBe(1);
  const [call] = seen;
  const [item] = call?.items ?? [];
  if (!call || !item) throw new Error('nothing was accepted');
  expect(item).toMatchObject({ id: 'c1', messageId: 'm1', targetKey: 'INC1', version: 3, traceparent: 'tp', trail: '[["t",0,1,2]]' });

  const first = call.fold(null, item);
  expect(first.result).toMatchObject({ kind: 'deliver', episode: 1, want: { model: 'incident', fields: { number: 'INC1' } } });
  expect(call.fold(first.state, item).result.kind).toBe('noop');
  const older = { ...item, version: 2, contribution: contribution({ version: 2, digest: 'd2' }) };
  expect(call.fold(first.state, older).result.kind).toBe('superseded');
  // JSON is what the database makes of a state.
  expect(call.fold(JSON.parse(JSON.stringify(first.state)), item)).toEqual(call.fold(first.state, item));
});
