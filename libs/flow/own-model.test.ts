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
      { 'models/sale.avsc': JSON.stringify({ ...sale, fields: [...sale.fields, { name: 'price', type: 'float' }] }, null, 1) },
      { field: 'fields[7]', message: expect.stringContaining('float'), hint: expect.stringContaining('smallest unit') },
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

describe('numbers with a fraction', () => {
  const weighed = { ...sale, fields: [...sale.fields, { name: 'weight', type: 'double' }, { name: 'tare', ...optional('double') }] };
  const parcel = {
    type: 'record',
    name: 'Parcel',
    fields: [
      { name: 'kilos', type: 'double' },
      { name: 'pieces', type: 'int' },
    ],
  };
  const parcels = (kilos: string, pieces: string, when = 'sale.weight > 0.5') => ({
    ...files(),
    'systems/post.yaml': system('post', 'parcels'),
    'flows/sales/flow.yaml': `apiVersion: junctor.io/v1
kind: Flow
metadata: { name: sales, owner: retail, purpose: What is sold is sent }
spec:
  pattern: configuration-synchronization
  source: { system: tills, model: sale }
  target: { system: post, model: parcel }
  when: ${when}
  correlate: [meta.record]
  map:
    - { to: kilos, ${kilos}, reason: The post asks for it }
    - { to: pieces, ${pieces}, reason: The post asks for it }
`,
    'models/sale.avsc': JSON.stringify(weighed),
    'models/parcel.avsc': JSON.stringify(parcel),
  });
  const parcelFacts = { connectors: { ...facts.connectors, parcels: { sources: [], models: ['parcel'] } } };
  const messages = (given: Readonly<Record<string, string>>) => {
    const { workspace, problems } = parseWorkspace(given);
    return [...problems, ...checkWorkspace(workspace, parcelFacts)]
      .filter(({ severity }) => severity === 'error')
      .map(({ message }) => message);
  };
  const sold = (weight: number, tare: number | null = null) => ({ meta, ...record, weight, tare });
  const flowOf = (kilos: string, pieces = 'from: quantity', when?: string) => {
    const [one] = compileWorkspace(parseWorkspace(parcels(kilos, pieces, when)).workspace, 'r').flowsFor('tills', 'sale');
    if (one === undefined) throw new Error('no flow');
    return one;
  };
  const wanted = (kilos: string, given: object): unknown => {
    const made = flowOf(kilos).contribute(given);
    return made.kind === 'contribution' ? (JSON.parse(made.want) as { ticket: { kilos: unknown } }).ticket.kilos : made.kind;
  };

  it('are copied, compared, and reckoned with', () => {
    expect(messages(parcels('from: weight', 'from: quantity'))).toEqual([]);
    expect(messages(parcels('expr: sale.weight * 2.0', 'from: quantity'))).toEqual([]);
    expect(flowOf('from: weight').matches(sold(0.75))).toBe(true);
    expect(flowOf('from: weight').matches(sold(0.5))).toBe(false);
    expect(flowOf('from: weight').matches(sold(2))).toBe(true);
    expect(wanted('from: weight', sold(0.1))).toBe(0.1);
    expect(wanted('expr: sale.weight * 2.0', sold(0.75))).toBe(1.5);
  });

  it('a whole number fits where one is due, and not the other way round', () => {
    expect(messages(parcels('from: quantity', 'from: quantity'))).toEqual([]);
    expect(messages(parcels('from: weight', 'from: weight'))).toEqual([expect.stringContaining("a number does not fit 'pieces'")]);
  });

  it('what is no finite number waits for a person', () => expect(wanted('expr: sale.weight / 0.0', sold(1))).toBe('review'));

  it.each<[string, unknown]>([
    ['a float, which would change the number', 'float'],
    ['bytes', 'bytes'],
    ['a decimal', { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }],
  ])('%s is refused', (_name, type) => {
    const model = JSON.stringify({ type: 'record', name: 'Price', fields: [{ name: 'price', type }] });
    expect(parseWorkspace({ 'models/price.avsc': model }).problems).toMatchObject([
      { field: 'fields[0]', hint: expect.stringContaining('as text') },
    ]);
  });
});
