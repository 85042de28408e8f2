import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { places, secretsPage, testsOf, usedTests } from './matrix.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = `${root}docs/reference/secrets.md`;

describe('the table of where secrets were looked for', () => {
  it('is the page of the reference', () => {
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(page, secretsPage());
    expect(existsSync(page) && readFileSync(page, 'utf8')).toBe(secretsPage());
  });

  it.each(testsOf())('%s holds "%s"', (file, title) => {
    expect(readFileSync(`${root}${file}`, 'utf8')).toContain(title);
  });

  it('leaves no test of secrets out, and no place without one', () => {
    const files = globSync('verification/secrets/*.test.ts', { cwd: root }).filter((file) => !file.endsWith('matrix.test.ts'));
    expect(files.filter((file) => !usedTests().has(file))).toEqual([]);
    expect(places.filter(({ looked }) => Object.keys(looked).length === 0)).toEqual([]);
  });
});
