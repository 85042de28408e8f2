/** What an expression gives at run time fits its field, or the record waits for a person with words that help. */
import { describe, expect, it } from '@jest/globals';
import avsc from 'avsc';
import fc from 'fast-check';
import { problemsOfType, typeOf } from '#libs/model';
import { compileWorkspace } from './compile.ts';
import type { CompiledFlow } from './compile-flow.ts';
import { misfit } from './fit.ts';
import { canonicalModels } from './models.ts';
import { parseWorkspace } from './parse.ts';
import { event, incident } from './testdata/records.ts';

const events = `pattern: event-to-incident
  source: { system: monitoring, model: event }
  target: { system: desk, model: incident }
  correlate: [name]
  episode: { reopenWithin: PT30M, resolved: { status: resolved } }`;
const copies = `pattern: configuration-synchronization
  source: { system: desk, model: incident }
  target: { system: archive, model: incident }
  correlate: [number]`;

function flowWith(spec: string, row: string): CompiledFlow {
  const file = `apiVersion: junctor.io/v1
kind: Flow
metadata: { name: f, owner: test, purpose: One row. }
spec:
  ${spec}
  valueMaps: { impact: { 'true': high, 'false': low, medium: medium } }
  map: [${row}]
  route: [{ name: otherwise, set: { group: Desk } }]
`;
  const { workspace, problems } = parseWorkspace({ 'flows/f/flow.yaml': file });
  expect(problems).toEqual([]);
  const [flow] = compileWorkspace(workspace, 'r').flows;
  if (flow === undefined) throw new Error('there is no flow');
  return flow;
}

const ticketOf = (flow: CompiledFlow, record: unknown): unknown => {
  const made = flow.contribute(record);
  return made.kind === 'review' ? made : (JSON.parse(made.want) as { ticket: unknown }).ticket;
};

/** Gives a text for most records, and something else for the one that matters. */
const sometimes = (odd: string): string => `event.severity == 'critical' ? dyn(${odd}) : dyn('as ever')`;

describe('an expression whose type is known only when it runs', () => {
  it.each([
    ['title', sometimes('event.labels'), 'text', 'a map of 5'],
    ['title', sometimes('event.ciKeys'), 'text', 'a list of 1'],
    ['title', sometimes('[]'), 'text', 'a list of 0'],
    ['description', sometimes('[event.labels]'), 'text', 'a list of 1'],
    ['title', sometimes('event.startedAt'), 'text', 'the number 1763767563000'],
    ['title', sometimes('true'), 'text', 'the truth value true'],
    ['priority', 'dyn(event.name)', 'one of critical, high, moderate, low, planning', "the text 'KubePodCrashLooping'"],
    ['openedAt', `dyn(event.name)`, 'a whole number', "the text 'KubePodCrashLooping'"],
    ['openedAt', 'dyn(1.5)', 'a whole number', 'the number 1.5'],
    ['ciKeys', '[1, 2]', 'text', 'the number 1'],
    ['ciKeys', 'dyn(event.name)', 'a list of text', "the text 'KubePodCrashLooping'"],
    ['extra', 'dyn(event.name)', 'a map of texts', "the text 'KubePodCrashLooping'"],
    ['links', "[{'title': 'a', 'wrong': 'b'}]", 'nothing (there is no such field)', "the text 'b'"],
  ])('%s: %s is parked', (to, expr, expected, got) => {
    const flow = flowWith(events, `{ to: ${to}, expr: ${JSON.stringify(expr)} }`);
    const record = event({ severity: 'critical' });
    expect(flow.contribute(record)).toMatchObject({
      kind: 'review',
      code: 'flow.value.type',
      evidence: {
        message: expect.stringContaining(`f: row '${to}' gives ${got}`),
        field: expect.stringMatching(new RegExp(`^${to}`)),
        expected,
        excerpt: expr,
        hint: expect.stringContaining(`the row '${to}'`),
      },
    });
  });

  it('names the key of a map that does not fit', () => {
    expect(ticketOf(flowWith(events, `{ to: extra, expr: "dyn({'a': dyn('fits'), 'b': dyn(1)})" }`), event())).toMatchObject({
      code: 'flow.value.type',
      evidence: { message: expect.stringContaining('the number 1 for extra.b, which is text'), field: 'extra.b', expected: 'text' },
    });
  });

  it('is written as it is where it fits, for the other records of the same flow', () => {
    const flow = flowWith(events, `{ to: title, expr: ${JSON.stringify(sometimes('event.labels'))} }`);
    expect(ticketOf(flow, event({ severity: 'low' }))).toEqual({ title: 'as ever' });
  });

  it('parks an update as well as the first state', () => {
    const flow = flowWith(copies, `{ to: title, expr: "incident.status == 'new' ? dyn(incident.title) : dyn(incident.ciKeys)" }`);
    expect(ticketOf(flow, incident({ status: 'new' }))).toEqual({ title: 'Category 55' });
    expect(ticketOf(flow, incident({ status: 'in_progress', ciKeys: ['a', 'b'] }))).toMatchObject({
      code: 'flow.value.type',
      evidence: { message: expect.stringContaining("row 'title' gives a list of 2 for title, which is text") },
    });
  });

  it('may be looked up in a value map when it is one value, and only then', () => {
    const flow = flowWith(events, `{ to: impact, valueMap: impact, expr: "event.severity == 'low' ? dyn(true) : dyn(event.labels)" }`);
    expect(ticketOf(flow, event({ severity: 'low' }))).toEqual({ impact: 'high' });
    expect(ticketOf(flow, event())).toMatchObject({ code: 'flow.value.type' });
  });

  it.each([
    ['expr: event.ciKeys', ['medium'], { impact: 'medium' }],
    ['from: ciKeys', ['medium'], { impact: 'medium' }],
    ['expr: event.ciKeys', ['medium', 'low'], { code: 'flow.value.unknown' }],
    ['from: ciKeys', ['medium', 'low'], { code: 'flow.value.unknown' }],
  ])('%s is looked up in a value map as the text of the list: %j', (source, ciKeys, found) => {
    expect(ticketOf(flowWith(events, `{ to: impact, valueMap: impact, ${source} }`), event({ ciKeys }))).toMatchObject(found);
  });

  it('fills a key of an open map with anything, as text', () => {
    const flow = flowWith(events, `{ to: extra.keys, expr: dyn(event.ciKeys) }`);
    expect(ticketOf(flow, event({ ciKeys: ['a', 'b'] }))).toEqual({ extra: { keys: 'a, b' } });
  });
});

/** Values as an expression may give them. */
const given = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('low', 'high', 'new', 'internal', 'public'),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
    fc.record({ title: tie('value'), url: tie('value') }, { requiredKeys: [] }),
  ),
})).value;

describe('misfit', () => {
  const fields = Object.entries(canonicalModels.fields('incident') ?? {});

  const schema = typeOf('incident');
  if (!(schema instanceof avsc.types.RecordType)) throw new Error('incident is no record');
  const avro = new Map(schema.fields.map((field) => [field.name, field.type]));

  it.each(fields)('agrees with the Avro schema of incident.%s, whatever comes', (name, { type }) => {
    const ofField = avro.get(name);
    if (ofField === undefined) throw new Error(`no schema of ${name}`);
    fc.assert(
      fc.property(given, (value) => {
        const found = misfit(value, type);
        expect(found === null).toBe(problemsOfType(ofField, value).length === 0);
        if (found !== null) expect(found.got).not.toBe('');
      }),
      { numRuns: 200 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, '1'])('%s is neither a whole number nor a number to write', (value) => {
    expect(misfit(value, { kind: 'int' })).not.toBeNull();
    if (value !== 2 ** 60) expect(misfit(value, { kind: 'double' })).not.toBeNull();
  });
});
