import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeText, encodeJson, encodeText } from './text.ts';

const anyText = fc.string({ unit: fc.oneof(fc.constantFrom('\0', '\u241b', '0', 'd', '8', '\ud800', '\udfff', '\u{1f600}'), fc.string()) });

describe('text for Postgres', () => {
  it.each([
    ['plain', 'Zürich 東京 \u{1f600}', 'Zürich 東京 \u{1f600}'],
    ['NUL', 'a\0b', 'a\u241b0b'],
    ['the escape itself', '\u241b0', '\u241b\u241b0'],
    ['a lone surrogate', 'x\ud800', 'x\u241bdd800'],
  ])('%s', (_, text, encoded) => {
    expect(encodeText(text)).toBe(encoded);
    expect(decodeText(encoded)).toBe(text);
  });

  it('comes back as it was, and holds nothing that is refused', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const encoded = encodeText(text);
        expect(encoded.includes('\0')).toBe(false);
        expect(encoded.isWellFormed()).toBe(true);
        expect(decodeText(encoded)).toBe(text);
      }),
    );
  });

  it('needs no help for JSON, and always yields JSON', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.jsonValue()), (value) => {
        const json = encodeJson(value);
        expect(json.includes('\0') || !json.isWellFormed()).toBe(false);
      }),
    );
    expect(encodeJson(undefined)).toBe('null');
  });
});
