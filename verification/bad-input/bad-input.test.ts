import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { httpCases } from './cases.ts';
import { type Drill, grownMbAtMost } from './drill.ts';
import { topicCases } from './records.ts';

const built = fileURLToPath(new URL('../../dist/verification/bad-input/main.js', import.meta.url));
const page = new URL('../../docs/reference/bad-input.md', import.meta.url);
const cases = [...httpCases, ...topicCases].map(({ what }) => what);

/** The built program on a stack of its own: other tests use the topics of the shared one. */
function run(): Promise<Drill> {
  if (!existsSync(built)) throw new Error('build first: npm run build');
  const { NODE_OPTIONS: _ofJest, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [built, '--json'], { stdio: ['ignore', 'pipe', 'pipe'], env });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk) => (said.out += chunk));
    child.stderr.on('data', (chunk) => (said.err += chunk));
    child.on('error', reject);
    child.on('close', () => (said.out === '' ? reject(new Error(said.err)) : resolve(JSON.parse(said.out) as Drill)));
  });
}

describe('bad input over the real endpoint and topics', () => {
  let drill: Drill;
  beforeAll(async () => {
    drill = await run();
  }, 180_000);

  it.each(cases)('%s: a clear answer, and found where it ended', (what) => {
    expect(drill.rows.find((row) => row.what === what)).toMatchObject({ ok: true });
  });

  it('leaves the services ready, nothing else parked, nothing on its way and the memory as it was', () => {
    expect(drill).toMatchObject({ alive: true, unexpected: 0, inFlight: 0 });
    expect(drill.grownMb).toBeLessThan(grownMbAtMost);
  });

  it('is told in the reference, row by row', () => {
    const text = readFileSync(page, 'utf8');
    for (const what of cases) expect(text).toContain(`| ${what} |`);
  });
});
