import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exampleFiles } from './example-files.ts';
import { decode, type Event, encode, problemsOf, problemsOfType, typeForSchema } from './index.ts';

const firing = exampleFiles('examples').find((file) => file.name === 'firing' && file.model === 'event')?.value as Event;
const withLabels = (labels: unknown): Event => ({ ...firing, labels: labels as Record<string, string> });
const hostile = JSON.parse('{"__proto__": "polluted", "constructor": "c", "toString": "t", "hasOwnProperty": "h"}') as Record<
  string,
  string
>;

describe('maps from hostile JSON', () => {
  it('keep every key and leave prototypes alone', () => {
    const { labels } = decode('event', encode('event', withLabels(hostile)));
    expect(Object.keys(labels)).toEqual(Object.keys(hostile));
    expect(Object.entries(labels)).toEqual(Object.entries(hostile));
    expect(Object.getPrototypeOf(Object.getPrototypeOf(labels))).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('take objects without a prototype', () => {
    const bare = Object.assign(Object.create(null) as Record<string, string>, { a: 'b' });
    expect(decode('event', encode('event', withLabels(bare))).labels).toEqual({ a: 'b' });
  });

  it.each([
    ['a Map', new Map([['a', 'b']])],
    ['a Date', new Date(0)],
    ['a list', ['a']],
    ['text', 'a'],
  ])('refuse %s instead of writing an empty map', (_, labels) => {
    expect(() => encode('event', withLabels(labels))).toThrow('not a plain object');
    expect(problemsOf('event', withLabels(labels)).map((problem) => problem.path)).toEqual(['labels']);
  });

  it('round-trip any labels', () => {
    const key = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.string({ unit: 'binary' }))), (entries) => {
        const labels = Object.fromEntries(entries);
        expect(Object.entries(decode('event', encode('event', withLabels(labels))).labels)).toEqual(Object.entries(labels));
      }),
      { numRuns: 200 },
    );
  });
});

describe('whole numbers', () => {
  const withVersion = (version: unknown): Event => ({ ...firing, meta: { ...firing.meta, version: version as number } });

  it.each([0, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 52, Number.MAX_SAFE_INTEGER, -(2 ** 52), 2 ** 28, -(2 ** 28), -(2 ** 27) - 1, 2 ** 35 - 1])(
    'keep %d',
    (version) => {
      expect(decode('event', encode('event', withVersion(version))).meta.version).toBe(version);
    },
  );

  it.each([2 ** 53, -(2 ** 52) - 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1n, '1', null])('refuse %p', (version) => {
    expect(() => encode('event', withVersion(version))).toThrow(/^not encodable as event: /);
    expect(problemsOf('event', withVersion(version))).toMatchObject([
      { path: 'meta.version', expected: 'a whole number from -2^52 to 2^53' },
    ]);
  });

  it('keep any that is exact', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (version) => {
        fc.pre(version >= -(2 ** 52));
        expect(decode('event', encode('event', withVersion(version))).meta.version).toBe(version);
      }),
    );
  });

  it('read what another writer wrote below -2^52, with its sign', () => {
    expect(typeForSchema('long').fromBuffer(Buffer.from('fbffffffffffff1f', 'hex'))).toBe(-(2 ** 53) + 2);
  });

  it('refuse to read what another writer wrote beyond 2^53', () => {
    const bytes = Buffer.from('fcffffffffffffffff01', 'hex');
    expect(() => typeForSchema('long').fromBuffer(bytes)).toThrow('a whole number beyond 2^53 would be rounded');
  });
});

describe('what avsc would take', () => {
  it.each(['constructor', 'toString', '__proto__', ['critical'], { toString: () => 'critical' }])('%p is no severity', (severity) => {
    const event = { ...firing, severity: severity as Event['severity'] };
    expect(problemsOf('event', event)).toMatchObject([{ path: 'severity' }]);
    expect(() => encode('event', event)).toThrow(/^not encodable as event: /);
  });

  it('a block count without the bytes for it is refused at once', () => {
    const map = typeForSchema({ type: 'map', values: 'string' });
    const list = typeForSchema({ type: 'array', items: 'string' });
    const longCount = Buffer.from('808080808040', 'hex');
    expect(() => map.fromBuffer(longCount)).toThrow('a block counts more items than there are bytes');
    expect(() => list.fromBuffer(longCount)).toThrow('a block counts more items than there are bytes');
    const record = (fields: object[]): object => ({ type: 'record', name: 'R', fields });
    const kept = { name: 'a', type: 'int' };
    const writer = typeForSchema(record([{ name: 'm', type: { type: 'map', values: 'string' } }, kept]));
    const reader = typeForSchema(record([kept]));
    expect(() => reader.fromBuffer(longCount, reader.createResolver(writer))).toThrow('a block counts more items than there are bytes');
  });

  it('reads blocks with sizes, which other writers use', () => {
    const map = typeForSchema({ type: 'map', values: 'string' });
    expect(map.fromBuffer(Buffer.from('01080261026200', 'hex'))).toEqual({ a: 'b' });
  });

  it('cut or lengthened bytes are refused, never half read', () => {
    const bytes = encode('event', firing);
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => decode('event', bytes.subarray(0, length))).toThrow(/^not decodable as event: /);
    expect(() => decode('event', Buffer.concat([bytes, Buffer.from([0])]))).toThrow(/^not decodable as event: /);
  });

  it('random bytes end in an error or a record, never in a hang', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          decode('incident', Buffer.from(bytes));
        } catch (error) {
          expect((error as Error).message).toMatch(/^not decodable as incident: /);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('problems', () => {
  it('are all told at once, but never more than a hundred', () => {
    const labels = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`label${index}`, index]));
    expect(problemsOf('event', { ...firing, title: 1, labels })).toHaveLength(100);
  });

  it.each([null, undefined, 'text', [], 7])('%p is no record', (value) => {
    expect(problemsOf('revision', value).length).toBeGreaterThan(0);
  });

  it('show at most 80 characters of a value', () => {
    const [problem] = problemsOf('event', { ...firing, status: 'x'.repeat(1000) });
    expect(problem?.got).toHaveLength(80);
  });

  it('name bytes by their length', () => {
    expect(problemsOfType(typeForSchema('string'), Buffer.alloc(3))).toEqual([{ path: '', expected: 'text', got: '3 bytes' }]);
  });
});
