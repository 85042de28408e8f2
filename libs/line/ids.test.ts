import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deriveId, digestOf } from './ids.ts';

describe('deriveId', () => {
  it('is a UUID of version 5 and the RFC 9562 variant, and never changes', () => {
    expect(deriveId('system', 'record')).toBe('5a37f19e-2a76-5897-b86e-6c1c9a91b68a');
    fc.assert(
      fc.property(fc.array(fc.string()), (parts) => {
        expect(deriveId(...parts)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(deriveId(...parts)).toBe(deriveId(...parts));
      }),
    );
  });

  it('tells apart how the same text is cut into parts', () => {
    const cut = (text: string, at: readonly number[]): string[] =>
      [...at, text.length].map((end, index) => text.slice(at[index - 1] ?? 0, end));
    fc.assert(
      fc.property(fc.string({ minLength: 2, maxLength: 12 }), fc.nat(), fc.nat(), (text, one, other) => {
        const [first, second] = [one % text.length, other % text.length];
        expect(deriveId(...cut(text, [first])) === deriveId(...cut(text, [second]))).toBe(first === second);
      }),
    );
    expect(deriveId('1:a')).not.toBe(deriveId('a'));
    expect(deriveId('a', '')).not.toBe(deriveId('a'));
  });
});

it('digestOf tells contents apart by 128 bits', () => {
  expect(digestOf({ a: 1 })).toMatch(/^[0-9a-f]{32}$/);
  expect(digestOf({ a: 1 })).toBe(digestOf({ a: 1 }));
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: 2 }));
});
