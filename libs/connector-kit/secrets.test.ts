import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { toFailure } from '#libs/failures';
import { excerpt, redact, redactHeaders } from './redact.ts';
import { resolveSecret } from './secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
const path = join(folder, 'secret');
afterAll(() => rmSync(folder, { recursive: true }));

it('reads a variable, and a file anew each time, trimmed', () => {
  expect(resolveSecret('env:A', { A: ' one\n' })).toBe('one');
  writeFileSync(path, 'two\n');
  expect(resolveSecret(`file:${path}`)).toBe('two');
  writeFileSync(path, 'three\n');
  expect(resolveSecret(`file:${path}`)).toBe('three');
});

it.each(['env:MISSING', 'env:EMPTY', 'file:/no/such/file', 'canary-value', '', 'vault:x', 'env:'])(
  '%j fails, naming the reference only',
  (reference) => {
    let failure: ReturnType<typeof toFailure> | null = null;
    try {
      resolveSecret(reference, { EMPTY: ' ', OTHER: 'canary-other' });
    } catch (error) {
      failure = toFailure(error);
    }
    expect(failure).toMatchObject({ class: 'auth', scope: 'credential' });
    expect(JSON.stringify(failure)).not.toContain('canary');
  },
);

it.each([
  ['password=hunter2&x=1', 'password=***&x=1'],
  ['{"access_token":"a\\"b","x":1}', '{"access_token":***,"x":1}'],
  ['authorization: Basic dXNlcjpwYXNz', 'authorization: *** ***'],
])('%s', (text, shown) => expect(redact(text)).toBe(shown));

it('headers are shown by allow-list', () => {
  expect(redactHeaders({ Authorization: 'Basic x', 'Set-Cookie': 'a', 'Retry-After': '5' })).toEqual({
    Authorization: '***',
    'Set-Cookie': '***',
    'Retry-After': '5',
  });
});

it('a secret at the cut is not left in half', () => {
  expect(excerpt(`${'x'.repeat(495)}canary-secret`, ['canary-secret'])).not.toContain('canary');
});
