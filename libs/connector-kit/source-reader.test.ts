import { describe, expect, it } from '@jest/globals';
import type { SourceEvent, SourceMap, ValueMaps } from './contract.ts';
import { silentDefaults } from './silent-defaults.ts';
import { cutObject, idOf, MAX_EVENT_BYTES, sourceEvent } from './source-event.ts';
import { openEvent, type SourceReader, sourceMap } from './source-reader.ts';

const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
const statuses = ['firing', 'resolved'] as const;
const maps: ValueMaps = { severity: { bad: 'high', odd: 'urgent', '': 'low' }, status: { on: 'firing' } };

const event = (read: SourceReader) => ({
  name: read.needText('name'),
  title: read.needText('name'),
  status: read.word('state', 'status', statuses, { off: 'resolved' }),
  severity: read.word('level', 'severity', severities),
  startedAt: read.needTime('at'),
});
const map = sourceMap((read) => ({ model: 'event' as const, occurredAt: read.needTime('at'), value: { ...openEvent, ...event(read) } }));
const good = { name: 'n', state: 'on', level: 'bad', at: '2026-05-04T08:00:00Z' };
const run = (given: object | string, valueMaps = maps) =>
  map(Buffer.from(typeof given === 'string' ? given : JSON.stringify(given)), valueMaps, {});

describe('a map', () => {
  it('makes the record when everything is there', () => {
    expect(run(good)).toMatchObject({ kind: 'mapped', value: { status: 'firing', severity: 'high', startedAt: 1777881600000 } });
    expect(run({ ...good, state: 'off' })).toMatchObject({ value: { status: 'resolved' } });
    expect(run({ ...good, level: undefined })).toMatchObject({ value: { severity: 'low' } });
  });

  it.each<[string, object | string, string, string]>([
    ['no text', { ...good, name: '' }, 'missing-field', 'name'],
    ['an object for a text', { ...good, name: {} }, 'missing-field', 'name'],
    ['a word that nobody mapped', { ...good, level: 'worse' }, 'unknown-value', 'level'],
    ['a trap for a word', { ...good, level: 'constructor' }, 'unknown-value', 'level'],
    ['a word mapped to none of ours', { ...good, level: 'odd' }, 'unknown-value', 'level'],
    ['a missing word', { ...good, state: null }, 'missing-field', 'state'],
    ['no time', { ...good, at: 'soon' }, 'invalid-value', 'at'],
    ['a missing time', { ...good, at: undefined }, 'missing-field', 'at'],
  ])('is refused for %s', (_name, given, code, field) => expect(run(given)).toMatchObject({ kind: 'rejected', code, evidence: { field } }));

  it('tells the first thing that is wrong, what is known and the next step', () => {
    const { evidence } = run({ at: 'soon' }) as { evidence?: Record<string, string> };
    expect(evidence?.field).toBe('at');
    const word = run({ ...good, level: 'worse' }) as { evidence?: Record<string, string> };
    expect(word.evidence).toMatchObject({
      message: 'level is "worse", which is not in the value map severity.',
      hint: expect.stringContaining('Add "worse": <critical|high|medium|low|info> to spec.valueMaps.severity'),
    });
  });

  it.each(['', '[]', '7', '{', '"x"'])('is refused for a body that is no object: %j', (given) => {
    expect(run(given)).toMatchObject({ kind: 'rejected', code: 'malformed' });
  });

  it('reads times in every form, texts of numbers, lists and links', () => {
    let seen: unknown;
    const reading = sourceMap((read) => {
      seen = [
        read.time('s', 'seconds'),
        read.time('m', 'millis'),
        read.text('n'),
        read.text('list.1.x'),
        read.texts('tags'),
        read.links(['a', 'A', 'good'], ['b', 'B', 'evil']),
        read.extra('n', 'none'),
        [read.knows('severity', 'bad'), read.knows('severity', 'toString'), read.knows('none', 'x')],
      ];
      return { model: 'event', occurredAt: 0, value: { ...openEvent, ...event(read) } };
    });
    const given = {
      s: 1777881600,
      m: '1777881600000',
      n: 5,
      list: [1, { x: true }],
      tags: { a: 'b', c: 1, d: null, e: {} },
      good: 'https://x',
      evil: 'javascript:1',
    };
    reading(Buffer.from(JSON.stringify(given)), maps, {});
    const link = { rel: 'a', title: 'A', url: 'https://x' };
    expect(seen).toEqual([1777881600000, 1777881600000, '5', 'true', { a: 'b', c: '1' }, [link], { n: '5' }, [true, false, false]]);
  });
});

describe('a cut', () => {
  const cut = { format: 'f', record: 'r' };
  it('keeps what is whole and parks the rest with the reason', () => {
    expect(sourceEvent(cut, { a: 1 })).toMatchObject({ defect: null, body: Buffer.from('{"a":1}'), version: null });
    expect(sourceEvent({ ...cut, record: null }, {}, 'id').defect).toContain('id is missing');
    expect(sourceEvent(cut, { a: '\ud800' }).defect).toContain('surrogate');
    const long = sourceEvent(cut, { a: 'x'.repeat(MAX_EVENT_BYTES) });
    expect([long.body.length, long.defect]).toEqual([MAX_EVENT_BYTES, expect.stringContaining('kept: the first')]);
  });
  it.each<[unknown, string | null]>([
    ['a', 'a'],
    [7, '7'],
    ['', null],
    [1.5, null],
    [null, null],
    [{}, null],
    ['x'.repeat(201), null],
    ['\ud800', null],
  ])('%j is named %j', (value, expected) => expect(idOf(value as never)).toBe(expected));
  it.each(['', '{', '[]', '7', '{"__proto__":{}}'])('%j is parked whole', (body) => {
    expect(cutObject('f', Buffer.from(body), () => [])).toMatchObject([{ record: null, defect: expect.any(String) }]);
  });
});

describe('silentDefaults', () => {
  const of = (given: object, made: SourceMap) =>
    silentDefaults({ body: Buffer.from(JSON.stringify(given)), attributes: {} } as SourceEvent, made, maps);
  it('finds nothing in a map that refuses what is missing, nor in a row for what is missing', () => expect(of(good, map)).toEqual([]));
  it('finds a status, a grade and a time that were made up', () => {
    const careless = sourceMap((read) => ({
      model: 'event',
      occurredAt: read.time('at') ?? 0,
      value: {
        ...openEvent,
        ...event(read),
        status: read.text('state') === 'on' ? 'firing' : 'resolved',
        severity: read.text('level') === null ? 'info' : 'high',
        startedAt: read.time('began') ?? read.needTime('at'),
      },
    }));
    const found = of({ ...good, began: '2026-05-04T07:00:00Z', state: 'on', nested: { list: [1] } }, careless);
    expect(found).toEqual([expect.stringContaining('without began, startedAt is')]);
    const lax = sourceMap((read) => ({
      model: 'event',
      occurredAt: 1,
      value: {
        ...openEvent,
        name: 'n',
        title: 't',
        startedAt: 1,
        status: read.text('state') === 'on' ? 'firing' : 'resolved',
        severity: read.text('level') === null ? 'info' : 'high',
      },
    }));
    expect(of(good, lax)).toEqual([
      'without state, status is resolved instead of firing',
      'without level, severity is info instead of high',
    ]);
  });
});
