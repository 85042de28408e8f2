/** Paths, templates, places, bodies and times: what fills a hole stays data, whatever it holds. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readXml } from '#libs/connector-kit';
import { filled, makeBody } from './body.ts';
import { parsePath, readAt } from './path.ts';
import { renderHeaders, renderPath, renderQuery } from './place.ts';
import { isTimeFormat, readTime, writeTime } from './time.ts';

const hostile = [
  '"},{"a":"',
  '</a><b>',
  '&amp;',
  '{{key}}',
  "' OR 1=1 --",
  'a&b=c',
  '..',
  '\u2028',
  '\ud83d\ude00',
  ']]>',
  '\\',
  '%00',
  '$&',
];

describe('paths', () => {
  const value = {
    a: [
      { id: 7, v: 'seven' },
      { id: 8, v: 'eight' },
    ],
    'x.y': 1,
    one: { id: 7, v: 'alone' },
  };
  it.each<[string, unknown]>([
    ['a[0].v', 'seven'],
    ['a[-1].v', 'eight'],
    ['a[id=8].v', 'eight'],
    ['["x.y"]', 1],
    ['one[id=7].v', 'alone'],
    ['one[0].v', 'alone'],
    ['a.length', undefined],
    ['constructor', undefined],
    ['__proto__.polluted', undefined],
    ['a[0].toString', undefined],
    ['missing.deeper[3].still', undefined],
  ])('%s', (path, expected) => expect(readAt(value, path)).toEqual(expected));
  it.each(['', '.', 'a..b', 'a.', 'a b', 'a[', 'a[]', '{{a}}', 'a()', `a${'.a'.repeat(40)}`])('%j is none', (text) =>
    expect(parsePath(text)).toBeNull(),
  );
});

describe('places', () => {
  it.each([
    ['/items/{{id}}/notes', 'a/b?c#d', '/items/a%2Fb%3Fc%23d/notes'],
    ['/items/{{id}}', 'ü ', '/items/%C3%BC%20'],
  ])('%s with %j', (text, id, expected) => expect(renderPath(text, { id })).toBe(expected));
  it.each(['..', '.', '', null, undefined])('%j cannot stand in a path', (id) =>
    expect(() => renderPath('/items/{{id}}', { id })).toThrow(),
  );

  it('a parameter is one parameter, whatever it holds; one that has nothing is left out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        const query = new URLSearchParams(renderQuery({ q: '{{key}}', none: '{{want.x}}' }, { key }));
        expect([...query]).toEqual([['q', key]]);
      }),
    );
  });
  it.each(hostile)('beside other text only plain values are taken: %j', (key) => {
    const isPlain = /^[\p{L}\p{N} _./:#@+=,-]*$/u.test(key);
    const render = (): string => renderQuery({ q: 'ref:"{{key}}"' }, { key });
    if (isPlain) expect(new URLSearchParams(render()).get('q')).toBe(`ref:"${key}"`);
    else expect(render).toThrow('cannot stand inside a search');
  });
  it.each(['a\r\nx: y', 'ü', '\u0000'])('%j cannot stand in a header', (key) =>
    expect(() => renderHeaders({ 'X-Key': '{{key}}' }, { key })).toThrow('header'),
  );
  it('names of headers are lower case, what has nothing is left out', () =>
    expect(renderHeaders({ 'X-Key': 'k-{{key}}', 'X-None': '{{want.x}}' }, { key: 1 })).toEqual({ 'x-key': 'k-1' }));
});

describe('bodies', () => {
  const scope = { key: 'K', want: { n: 5, yes: true, nothing: null, list: [1, 'b'], text: 't' }, fields: { a: 1, b: { c: 2 } } };
  it('a text that is one hole keeps its kind; what has no value is left out, null is null', () => {
    const template = {
      n: '{{want.n}}',
      t: 'n={{want.n}}',
      gone: '{{want.x}}',
      nothing: '{{want.nothing}}',
      l: ['{{want.n}}', '{{want.x}}'],
      '...': '{{fields}}',
    };
    expect(filled(template, scope)).toEqual({ n: 5, t: 'n=5', nothing: null, l: [5], a: 1, b: { c: 2 } });
    expect(filled({ first: '{{want.x | want.text}}', fixed: 7, '...': '{{want.x}}' }, scope)).toEqual({ first: 't', fixed: 7 });
  });
  it('every text comes out of JSON, a form and XML as it went in, and never as structure', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'grapheme' })), (text) => {
        const given = { want: { text } };
        expect(JSON.parse(makeBody({ json: { a: '{{want.text}}', b: 'x{{want.text}}' } }, given).text)).toEqual({ a: text, b: `x${text}` });
        expect([...new URLSearchParams(makeBody({ form: { a: '{{want.text}}' } }, given).text)]).toEqual([['a', text]]);
        const xml = makeBody({ xml: { r: { '@at': '{{want.text}}', e: 'x{{want.text}}x' } } }, given).text;
        // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold these
        const kept = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
        expect(readXml(xml)).toEqual({ kind: 'value', value: { r: { '@at': kept, e: `x${kept}x` } } });
      }),
    );
  });
  it('XML repeats the element of a list, and refuses a name that is none', () => {
    expect(makeBody({ xml: { r: { e: '{{want.list}}', f: { '#text': '{{key}}', '@a': '1' } } } }, scope).text).toContain(
      '<r><e>1</e><e>b</e><f a="1">K</f></r>',
    );
    expect(() => makeBody({ xml: { r: { '...': '{{want}}' } } }, { want: { 'a b><': 1 } })).toThrow('cannot be the name');
  });
  it('a form repeats the name of a list, and has no place for an object', () => {
    expect(makeBody({ form: { l: '{{want.list}}', e: '{{want.nothing}}' } }, scope).text).toBe('l=1&l=b&e=');
    expect(() => makeBody({ form: { '...': '{{fields}}' } }, scope)).toThrow('no place for an object');
  });
});

describe('XML that is read', () => {
  it.each<[string, unknown]>([
    ['<a/>', { a: '' }],
    ['\ufeff<?xml version="1.0"?><!-- c --><a x="1"> t </a>', { a: { '@x': '1', '#text': 't' } }],
    ['<s:a xmlns:s="u"><s:b>1</s:b><b>2</b></s:a>', { a: { b: ['1', '2'] } }],
    ['<a><![CDATA[<b>&amp;]]>&lt;&#65;&#x42;</a>', { a: '<b>&amp;<AB' }],
    ["<a b='x&quot;y'>\n  <c/>\n</a>", { a: { '@b': 'x"y', c: '' } }],
  ])('%s', (text, value) => expect(readXml(text)).toEqual({ kind: 'value', value }));
  it.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '</a>',
    '<a/><b/>',
    '<a b=c/>',
    '<a b="1" <',
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a>&nbsp;</a>',
    '<a>&</a>',
    '<a>&#0;</a>',
    '<a>&#xd800;</a>',
    '<a><![CDATA[x</a>',
    '<a><!-- x</a>',
    '<__proto__>x</__proto__><a/>',
    `${'<a>'.repeat(70)}${'</a>'.repeat(70)}`,
  ])('%s is a defect', (text) => expect(readXml(text).kind).toBe('defect'));
  it('whatever comes, it ends with a value or a defect', () => {
    const part = fc.constantFrom('<a>', '</a>', '<', '>', '&', ';', '<![CDATA[', ']]>', '<!--', '-->', '"', ' x="', 'x', '<?', '?>', '/');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => expect(['value', 'defect']).toContain(readXml(parts.join('')).kind)),
    );
  });
});

describe('times', () => {
  const at = Date.parse('2026-03-29T00:59:30Z');
  it.each<[unknown, string, string, number | null]>([
    ['2026-03-29T00:59:30Z', 'iso', 'UTC', at],
    ['2026-03-29T02:59:30.000+02:00', 'iso', 'UTC', at],
    ['2026-03-29 00:59:30', 'iso', 'UTC', at],
    ['2026-03-29T01:59:30', 'iso', 'Europe/Berlin', at],
    [at / 1_000, 'epochSeconds', 'UTC', at],
    [String(at / 1_000), 'epochSeconds', 'UTC', at],
    [at, 'epochMillis', 'UTC', at],
    ['2026-03-29 00:59:30', 'YYYY-MM-DD HH:mm:ss', 'UTC', at],
    ['29.03.2026 01:59', 'DD.MM.YYYY HH:mm', 'Europe/Berlin', at - 30_000],
    ['03/29/2026', 'MM/DD/YYYY', 'UTC', Date.parse('2026-03-29T00:00:00Z')],
    ['2026-07-01 12:00:00', 'YYYY-MM-DD HH:mm:ss', 'America/New_York', Date.parse('2026-07-01T16:00:00Z')],
    ['2026-02-30 00:00:00', 'YYYY-MM-DD HH:mm:ss', 'UTC', null],
    ['2026-02-03', 'YYYY-MM-DD HH:mm:ss', 'UTC', null],
    ['yesterday', 'iso', 'UTC', null],
    ['2026', 'iso', 'UTC', null],
    ['1e3', 'epochSeconds', 'UTC', null],
    [null, 'iso', 'UTC', null],
    [{}, 'epochMillis', 'UTC', null],
  ])('%j as %s in %s', (value, format, zone, expected) => expect(readTime(value, format, zone)).toBe(expected));
  it.each(['YYYY-MM-DD HH:mm:ss', 'DD.MM.YYYY HH:mm:ss', 'iso', 'epochMillis', 'epochSeconds'])(
    '%s: what is written is read again',
    (format) => {
      const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
      // An hour that a zone shows twice is read as one of the two.
      fc.assert(fc.property(seconds, (s) => expect(readTime(writeTime(s * 1_000, format, 'UTC'), format, 'UTC')).toBe(s * 1_000)));
      const summer = Date.parse('2026-07-01T12:34:56Z');
      expect(readTime(writeTime(summer, format, 'Asia/Kolkata'), format, 'Asia/Kolkata')).toBe(summer);
    },
  );
  it.each(['', 'YYYY', 'ISO', 'YYYY-MM-DD (x)', 'YYYY-MM-DD YYYY', 'HH:mm'])('%j is no format', (format) =>
    expect(isTimeFormat(format)).toBe(false),
  );
});
