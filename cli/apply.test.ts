import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { exitCodes } from './exit-codes.ts';
import { run } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'junctor-apply-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a workspace with an error is refused before any server is asked, with its place and what to write instead', async () => {
  mkdirSync(join(folder, 'systems'));
  writeFileSync(
    join(folder, 'systems/monitoring.yaml'),
    'apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: monitoring, owner: sre }\nspec: { connector: alertmanagr, holds: alerts }\n',
  );
  const { code, out, err } = await run(['apply', folder]);
  expect(code).toBe(exitCodes.failed);
  expect(out).toContain('systems/monitoring.yaml:4:');
  expect(out).toContain("did you mean 'alertmanager'?");
  expect(out).toContain('nothing was applied');
  expect(err).toBe('');
});
