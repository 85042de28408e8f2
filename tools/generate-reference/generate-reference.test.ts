import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fieldsOf, schemaOf } from '#libs/workspace';
import { code, prose, table } from './markdown.ts';

const root = resolve(import.meta.dirname, '../..');
const out = mkdtempSync(join(tmpdir(), 'reference-'));
afterAll(() => rmSync(out, { recursive: true }));

/** As `npm run generate` does: Node itself, without the test runner's transformation. */
function generate(...args: string[]): { readonly status: number | null; readonly err: string } {
  const { NODE_OPTIONS: _none, ...env } = process.env;
  const ran = spawnSync(process.execPath, ['--conditions=junctor-source', 'tools/generate-reference.ts', '--out', out, ...args], {
    cwd: root,
    encoding: 'utf8',
    env,
    timeout: 60_000,
  });
  return { status: ran.status, err: ran.stderr };
}

describe('tools/generate-reference.ts', () => {
  it('tells what is missing, writes it, and finds a page that somebody has edited', () => {
    expect(generate('--check')).toMatchObject({ status: 1, err: expect.stringContaining('environment.md') });
    expect(generate()).toMatchObject({ status: 0 });
    expect(generate('--check')).toEqual({ status: 0, err: '' });
    const page = join(out, 'topics.md');
    writeFileSync(page, readFileSync(page, 'utf8').replace('junctor.raw.v1', 'junctor.row.v1'));
    expect(generate('--check')).toMatchObject({ status: 1, err: expect.stringContaining('Stale') });
  }, 120_000);
});

describe('fieldsOf', () => {
  const auth = z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }).describe('Nothing'),
    z.strictObject({ type: z.literal('basic'), user: z.string().max(9).describe('Who') }).describe('Basic'),
  ]);
  const schema = z.strictObject({
    auth: auth.describe('How'),
    tries: z.int().min(1).max(5).default(3).describe('How often'),
    names: z
      .array(z.strictObject({ name: z.enum(['a', 'b']).describe('Which') }))
      .min(1)
      .optional()
      .describe('Names'),
  });

  it('lists every field with its place, type, default and meaning', () => {
    expect(fieldsOf(schemaOf(schema)).map(({ secret: _, ...field }) => Object.values(field).join('; '))).toEqual([
      'auth; one of 2 forms; true; ; How',
      'auth.type; "none"; true; ; Nothing',
      'auth.type; "basic"; true; ; Basic',
      'auth.user; text up to 9 characters; true; ; With type "basic": Who',
      'tries; whole number 1 to 5; false; 3; How often',
      'names; list from 1; false; ; Names',
      'names[].name; "a", "b"; true; ; Which',
    ]);
  });
});

describe('markdown', () => {
  it.each([
    ['a | b', 'a \\| b'],
    ['<name> and `<name>`', '&lt;name> and `<name>`'],
    ['two\n  lines', 'two lines'],
  ])('keeps %j text', (given, expected) => {
    expect(prose(given)).toBe(expected);
  });

  it('keeps code within its marks and its cell', () => {
    expect([code('{{a | b}}'), code('a`b'), code('')]).toEqual(['`{{a \\| b}}`', "`a'b`", '']);
    expect(table(['x'], [['1']])).toEqual(['| x |', '| --- |', '| 1 |', '']);
  });
});
