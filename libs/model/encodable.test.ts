import { describe, expect, it } from '@jest/globals';
import { firstUnencodable } from './index.ts';

describe('firstUnencodable', () => {
  it.each<[string, unknown, string, 'value' | 'name']>([
    ['a value', '"\\ud83d"', '', 'value'],
    ['a field', '{"title": "half \\ud83d"}', 'title', 'value'],
    ['a low half', '{"a": [{"b": "x"}, {"b": "\\udc00"}]}', 'a[1].b', 'value'],
    ['the first of two', '{"a": {"b": "\\ud800"}, "c": "\\ud800"}', 'a.b', 'value'],
    ['a name', '{"a": {"\\ud800": 1}}', 'a["\\ud800"]', 'name'],
    ['a quoted name', '{"labels": {"a.b": "\\ud800"}}', 'labels["a.b"]', 'value'],
  ])('finds %s', (_, json, path, where) => {
    expect(firstUnencodable(JSON.parse(String(json)))).toEqual({ path, where });
  });

  it.each(['{}', '"\\ud83d\\ude00"', '[null, 1, true, {"a": "\\u0000"}]', '{"__proto__": {"a": "b"}}'])('finds nothing in %s', (json) => {
    expect(firstUnencodable(JSON.parse(json))).toBeNull();
  });

  it('looks into depths that a recursion would not survive', () => {
    const json = `${'[{"a":'.repeat(20_000)}"\\ud800"${'}]'.repeat(20_000)}`;
    expect(firstUnencodable(JSON.parse(json))?.where).toBe('value');
  });

  it('does not look into bytes, and refuses a value that contains itself', () => {
    expect(firstUnencodable({ body: Buffer.from([0xed, 0xa0, 0x80]) })).toBeNull();
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => firstUnencodable(loop)).toThrow(RangeError);
  });
});
