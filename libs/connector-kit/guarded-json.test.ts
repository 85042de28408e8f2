import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isJsonObject, MAX_JSON_DEPTH, ownField, readJson, unsafeText } from './guarded-json.ts';

const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels));

function value(text: string) {
  const reading = readJson(Buffer.from(text));
  if (reading.kind === 'defect') throw new Error(reading.defect);
  return reading.value;
}

describe('readJson refuses', () => {
  it.each([
    ['an empty body', Buffer.alloc(0), 'empty body'],
    ['blanks only', Buffer.from(' \n\t'), 'empty body'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'not valid UTF-8'],
    ['a surrogate encoded as UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not valid UTF-8'],
    ['half a text', Buffer.from('{"a":'), 'not valid JSON'],
    ['one level too many', nested(MAX_JSON_DEPTH + 1), 'nested deeper than 64 levels'],
    ['10,000 levels', nested(10_000), 'nested deeper than 64 levels'],
    ['10,000 levels never closed', Buffer.from('{"a":'.repeat(10_000)), 'nested deeper than 64 levels'],
  ])('%s', (_name, body, defect) => {
    expect(readJson(body)).toEqual({ kind: 'defect', defect: expect.stringContaining(defect) });
  });
});

describe('readJson reads', () => {
  it.each([
    ['64 levels', '['.repeat(64) + ']'.repeat(64), expect.any(Array)],
    ['brackets inside strings', JSON.stringify(['['.repeat(500)]), ['['.repeat(500)]],
    ['an escaped quote before brackets', '["\\"[[[["]', ['"[[[[']],
    ['a byte order mark', '\uFEFF{"a":1}', { a: 1 }],
    ['a small integer as a number', '{"a":9007199254740991}', { a: 9007199254740991 }],
    ['a big integer as its digits', '{"a":9007199254740993}', { a: '9007199254740993' }],
    ['a negative big integer', '[-12345678901234567890]', ['-12345678901234567890']],
    ['a bare big integer', '12345678901234567890', '12345678901234567890'],
    ['a number beyond a double', '[1e400]', ['1e400']],
    ['long fractions as numbers', '[0.12345678901234567890]', [0.12345678901234568]],
  ])('%s', (_name, text, expected) => expect(value(text)).toEqual(expected));

  it('never throws on arbitrary bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => ['value', 'defect'].includes(readJson(Buffer.from(bytes)).kind)));
  });

  it('gives back what JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'small', noUnicodeString: false }), (any) => {
        const text = JSON.stringify(any);
        const again = JSON.stringify(value(text));
        return again === text || /\d{16}|e\+?\d{3}/.test(text);
      }),
    );
  });
});

describe('unsafeText', () => {
  it.each([
    ['{"a":{"b":["\\ud800"]}}', 'a.b.0 holds half a surrogate pair'],
    ['"\\udc00"', 'value holds half a surrogate pair'],
    ['{"a":{"__proto__":{"x":1}}}', 'a has a key __proto__'],
    ['{"\\u005f_proto__":1}', 'value has a key __proto__'],
    ['{"x":{"\\ud800":1}}', 'a key of x holds half a surrogate pair'],
  ])('finds %s', (text, found) => expect(unsafeText(value(text))).toBe(found));

  it.each(['{"a":"\\ud83d\\ude00","proto":1,"constructor":"x"}', 'null', '[1,true,""]'])('passes %s', (text) =>
    expect(unsafeText(value(text))).toBeNull(),
  );
});

describe('ownField', () => {
  it('never answers with something inherited', () => {
    const object = value('{"a":1}');
    if (!isJsonObject(object)) throw new Error('an object was expected');
    expect([ownField(object, 'a'), ownField(object, 'toString'), ownField(object, '__proto__')]).toEqual([1, undefined, undefined]);
  });
});
