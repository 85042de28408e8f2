import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import { arrayLiteral } from './array-literal.ts';

let url: string;
let client: pg.Client;
beforeAll(async () => {
  url = await freshDatabase();
  client = new pg.Client({ connectionString: url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await dropDatabase(url);
});

it.each([
  [[], '{}'],
  [['a', 'b c', ''], '{"a","b c",""}'],
  [['NULL', null, 'null'], '{"NULL",NULL,"null"}'],
  [['say "b"', 'c:\\d', '{x,y}'], '{"say \\"b\\"","c:\\\\d","{x,y}"}'],
  [[1, -2.5, 1e21, true, false], '{1,-2.5,1e+21,true,false}'],
])('writes %j as %s', (cells, text) => {
  expect(arrayLiteral(cells)).toBe(text);
});

it('is read back by Postgres as it was', async () => {
  const unit = fc.oneof(fc.constantFrom('"', '\\', ',', '{', '}', ' ', 'NULL', '\n', "'"), fc.string({ unit: 'grapheme' }));
  const cell = fc.option(
    fc.array(unit, { maxLength: 6 }).map((parts) => parts.join('').replaceAll('\0', '')),
    { nil: null },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { maxLength: 20 }), fc.array(fc.double({ noNaN: true })), async (texts, numbers) => {
      const { rows } = await client.query('select $1::text[] as texts, $2::float8[] as numbers', [
        arrayLiteral(texts),
        arrayLiteral(numbers),
      ]);
      expect(rows[0].texts).toEqual(texts);
      expect(rows[0].numbers.map((each: number) => each + 0)).toEqual(numbers.map((each) => each + 0));
    }),
    { numRuns: 60 },
  );
});
