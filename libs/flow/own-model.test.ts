import { describe, expect, it } from '@jest/globals';
import { checkWorkspace } from './check/check.ts';
import { compileWorkspace } from './compile.ts';
import { parseWorkspace } from './parse.ts';

const text = 'string';
const optional = (type: unknown) => ({ type: ['null', type], default: null });
const sale = {
  type: 'record',
  name: 'Sale',
  fields: [
    { name: 'receipt', type: text },
    { name: 'store', type: text },
    { name: 'sku', type: text },
    { name: 'quantity', type: 'int' },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['paid', 'returned'] } },
    { name: 'till', ...optional(text) },
    { name: 'labels', type: { type: 'map', values: text }, default: {} },
  ],
};
const movement = {
  type: 'record',
  name: 'Movement',
  fields: [
    { name: 'article', type: text },
    { name: 'amount', type: 'int' },
    { name: 'reason', type: { type: 'enum', name: 'Reason', symbols: ['sold', 'came_back'] } },
  ],
};
const system = (name: string, connector: string, more = '') =>
  `apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: ${name}, owner: retail }\nspec: { connector: ${connector}${more} }\n`;
const flow = (over: Readonly<Record<string, string>> = {}) => `apiVersion: junctor.io/v1
kind: Flow
metadata: { name: sales, owner: retail, purpose: Stock follows what is sold }
spec:
  pattern: configuration-synchronization
  source: { system: tills, model: sale }
  target: { system: stock, model: movement }
  when: ${over.when ?? "sale.quantity != 0 && sale.state == 'paid'"}
  correlate: [${over.correlate ?? 'meta.record'}]
  valueMaps: { reason: { paid: sold, returned: ${over.returned ?? 'came_back'} } }
  map:
    - { to: article, from: ${over.from ?? 'sku'}, required: true, reason: Both sides use the article number }
    - { to: ${over.to ?? 'amount'}, expr: 0 - sale.quantity, reason: What is sold leaves the stock }
    - { to: reason, from: state, valueMap: reason, reason: The ledger wants to know why }
`;
const files = (over: Readonly<Record<string, string>> = {}, models: Readonly<Record<string, unknown>> = {}) => ({
  'systems/tills.yaml': system('tills', 'feed', ', topic: { name: pos.sales, format: json }'),
  'systems/stock.yaml': system('stock', 'writer'),
  'flows/sales/flow.yaml': flow(over),
  'models/sale.avsc': JSON.stringify(sale),
  'models/movement.avsc': JSON.stringify(movement),
  ...models,
});
const facts = { connectors: { feed: { sources: ['topic'] as const, models: [] }, writer: { sources: [], models: ['movement'] } } };
const found = (given: Readonly<Record<string, string>>) => {
  const { workspace, problems } = parseWorkspace(given);
  return [...problems, ...checkWorkspace(workspace, facts)].filter(({ severity }) => severity === 'error');
};
const record = { receipt: '1001', store: 'graz', sku: '400638', quantity: 2, state: 'paid', till: null, labels: {} };
const meta = { system: 'tills', record: 'graz/1001' };

describe('a workspace with models of its own', () => {
  const workspace = compileWorkspace(parseWorkspace(files()).workspace, 'r1');

  it('is checked against them and found right', () => expect(found(files())).toEqual([]));

  it('runs: the record of one model becomes one of the other', () => {
    const [only] = workspace.flowsFor('tills', 'sale');
    expect(only?.matches({ ...record, meta })).toBe(true);
    expect(only?.matches({ ...record, state: 'returned', meta })).toBe(false);
    const made = only?.contribute({ ...record, meta });
    expect(made).toMatchObject({ kind: 'contribution', targetKey: 'graz%2f1001', phase: 'active' });
    expect(JSON.parse(made?.kind === 'contribution' ? made.want : '{}')).toEqual({
      ticket: { article: '400638', amount: -2, reason: 'sold' },
    });
  });

  it('holds a record to its model: defaults filled in, what it does not know left out', () => {
    const { till: _till, labels: _labels, ...least } = record;
    expect(workspace.models.get('sale')?.conform({ ...least, cashier: 'new field' })).toEqual({ ok: true, value: record });
  });

  it.each<[string, unknown, object]>([
    ['a field is missing', { ...record, sku: undefined }, { path: 'sku', expected: 'text', got: 'nothing' }],
    ['a text for a number', { ...record, quantity: '2' }, { path: 'quantity' }],
    ['a number with a fraction', { ...record, quantity: 0.5 }, { path: 'quantity' }],
    ['a word that is none', { ...record, state: 'stolen' }, { path: 'state', expected: 'one of paid, returned' }],
    ['half a surrogate pair', { ...record, till: '\ud800' }, { path: 'till' }],
    ['no record', 'sale', {}],
    ['nothing', null, {}],
  ])('and refuses one that is none: %s', (_name, value, problem) => {
    expect(workspace.models.get('sale')?.conform(value)).toMatchObject({ ok: false, problem });
  });
});

describe('what check says of flows between models of its own', () => {
  it.each<[string, Readonly<Record<string, string>>, object]>([
    ['a field that the model has not', { from: 'article' }, { rule: 'flow.path', field: 'spec.map[0].from', line: 12 }],
    ['a misspelt field in a condition', { when: 'sale.quantitiy > 0' }, { rule: 'flow.expression', field: 'spec.when' }],
    ['a target field that is none', { to: 'amounts' }, { rule: 'flow.map.target', hint: expect.stringContaining('amount') }],
    ['a type that does not fit', { from: 'labels' }, { rule: 'flow.map.type', field: 'spec.map[0].from' }],
    ['a word that the target has not', { returned: 'back' }, { rule: 'flow.valuemap.value' }],
    ['a key that may change', { correlate: 'sku' }, { rule: 'flow.correlate.mutable', expected: expect.stringContaining('meta.record') }],
  ])('%s', (_name, over, problem) => expect(found(files(over))).toEqual([expect.objectContaining(problem)]));

  it.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['not YAML or JSON', { 'models/sale.avsc': '{ "type": ' }, { rule: 'workspace.yaml', file: 'models/sale.avsc' }],
    ['no record', { 'models/sale.avsc': '"string"' }, { message: 'is no Avro record', file: 'models/sale.avsc' }],
    [
      'a type without a word in flows',
      { 'models/sale.avsc': JSON.stringify({ ...sale, fields: [...sale.fields, { name: 'price', type: 'double' }] }, null, 1) },
      { field: 'fields[7]', message: expect.stringContaining('double'), hint: expect.stringContaining('smallest unit') },
    ],
    ['an unknown type', { 'models/sale.avsc': JSON.stringify({ ...sale, fields: [{ name: 'a', type: 'txt' }] }) }, { field: 'fields[0]' }],
    [
      'the name of the envelope',
      { 'models/sale.avsc': JSON.stringify({ ...sale, fields: [{ name: 'meta', type: text }] }) },
      { field: 'fields[0]' },
    ],
    ['a canonical name', { 'models/incident.avsc': JSON.stringify(sale) }, { message: expect.stringContaining('canonical') }],
    [
      'a name that expressions cannot say',
      { 'models/Stock-Level.avsc': JSON.stringify(sale) },
      { message: expect.stringContaining('no name') },
    ],
  ])('of a model: %s', (_name, models, problem) => {
    expect(found(files({}, models) as Record<string, string>)).toContainEqual(expect.objectContaining(problem));
  });

  it('a flow that names a model which is not there', () => {
    const { 'models/sale.avsc': _gone, ...rest } = files();
    expect(found(rest)).toContainEqual(expect.objectContaining({ rule: 'flow.model', expected: expect.stringContaining('movement') }));
  });
});
