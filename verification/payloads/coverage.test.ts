/** Reads public payloads in place, beside the repository; skipped where they are not. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { coverageOf } from './coverage.ts';
import { pageOf } from './page.ts';

const folder = fileURLToPath(new URL('../../../shared/data/payloads', import.meta.url));
const page = new URL('../../docs/reference/payload-coverage.md', import.meta.url);

(existsSync(folder) ? describe : describe.skip)('public payloads beside the repository', () => {
  const rows = coverageOf(folder);

  it('are mapped, or parked with a reason', () => {
    expect(
      rows.filter(({ mapped, parked, why }) => (mapped === 0 && parked === 0) !== (why.length > 0 && parked === 0)).map(({ file }) => file),
    ).toEqual([]);
    expect(rows.reduce((total, { mapped }) => total + mapped, 0)).toBeGreaterThan(40);
  });

  it('give no value out of nothing, and no record that does not fit its model', () => {
    expect(rows.flatMap(({ file, wrong }) => wrong.map((what) => `${file}: ${what}`))).toEqual([]);
  });

  it('are told in the reference as they were read', () => {
    const text = pageOf(rows);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(page, text);
    expect(text).toBe(readFileSync(page, 'utf8'));
  });
});
