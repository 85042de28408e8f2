import { expect, it } from '@jest/globals';
import { withMarker } from '#libs/connector-kit';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import { deriveId } from '#libs/line';
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
  ({ value, traceparent: 'tp', trail: '[["t",0,1,2]]' }) as unknown as Message<Contribution>;

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

it('makes of every text a delivery of its own, whose id follows from its contribution and what it is about', async () => {
  const folds: Fold[] = [];
  const store = {
    async accept(items: readonly AcceptItem[], fold: Fold) {
      folds.push(fold);
      return { inserted: items.length, targets: [] };
    },
  } as Partial<DeliveryStore> as DeliveryStore;
  const comments = ['a', 'b'].map((id, at) => ({ id, at, audience: 'note', text: `text of ${id}` }));
  const given = contribution({ want: JSON.stringify({ ticket: {}, comments }) });
  await createAccept(store, () => undefined).save([message(given)]);
  const item = { ...given, contribution: given, traceparent: null, trail: '[]' };
  const first = folds[0]?.(null, item);
  expect(first?.appends).toEqual([
    { id: deriveId('c1', 'append', 'comment/a'), episode: 1, want: { model: 'incident', append: { audience: 'note', text: 'text of a' } } },
    { id: deriveId('c1', 'append', 'comment/b'), episode: 1, want: { model: 'incident', append: { audience: 'note', text: 'text of b' } } },
  ]);
  expect(folds[0]?.(first?.state, item)).toMatchObject({ result: { kind: 'noop' } });
  expect(folds[0]?.(first?.state, item)).not.toHaveProperty('appends');
});

it('what a connector has added is known by its mark and never copied back', () => {
  const spec = `
  pattern: configuration-synchronization
  source: { system: a, model: incident }
  target: { system: b, model: incident }
  correlate: [number]
  map: [{ to: title, from: title }]
  comments: {}`;
  const file = `apiVersion: junctor.io/v1\nkind: Flow\nmetadata: { name: copies, owner: ann, purpose: test }\nspec:${spec}\n`;
  const { flows } = compileWorkspace(parseWorkspace({ 'flows/copies/flow.yaml': file }).workspace, 'r');
  const bodies = ['of a person', withMarker('of ours\nin two lines', 'd1')];
  const comments = bodies.map((body, at) => ({ id: `c${at}`, author: 'Ann', at, visibility: 'public', body }));
  const made = flows[0]?.contribute({ number: 'INC1', title: 'T', comments });
  expect(made).toMatchObject({ want: expect.not.stringContaining('of ours') });
  expect(made).toMatchObject({ want: expect.stringContaining('Ann: of a person') });
});
