/** A few histories in a built copy of the tree: the simulation takes over time itself, which only a process of its own can bear. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildCopy, tryPatch } from './planted.ts';
import { repositoryRoot } from './workspace.ts';

const run = promisify(execFile);
let copy = '';

beforeAll(async () => {
  copy = await buildCopy(repositoryRoot);
}, 60_000);
afterAll(async () => {
  await rm(copy, { recursive: true, force: true });
});

async function sim(...args: readonly string[]) {
  const program = join(copy, 'dist', 'verification', 'simulation', 'main.js');
  const { stdout } = await run(process.execPath, [program, '--json', ...args]).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${error.stderr}${error.stdout}`);
  });
  return JSON.parse(stdout) as { seeds: number; violations: number; fewestFaults: number; trace: string; messages: number };
}

it('keeps every promise through faults, on three replicas', async () => {
  const summary = await sim('--seeds', '12');
  expect(summary).toMatchObject({ seeds: 12, violations: 0 });
  expect(summary.fewestFaults).toBeGreaterThanOrEqual(3);
  expect(summary.messages).toBeGreaterThan(500);
}, 120_000);

it('does the same again for the same seed', async () => {
  const [one, two, other] = [
    await sim('--seeds', '1', '--seed', '7'),
    await sim('--seeds', '1', '--seed', '7'),
    await sim('--seeds', '1', '--seed', '8'),
  ];
  expect(two.trace).toBe(one.trace);
  expect(other.trace).not.toBe(one.trace);
}, 120_000);

it('catches a planted bug', async () => {
  const patch = join(repositoryRoot, 'verification', 'planted', 'delivery-id-too-wide.patch');
  expect(await tryPatch(repositoryRoot, copy, patch, { most: 20, withTests: false, shrink: false })).toMatchObject({
    caught: true,
    expected: 'O1',
  });
}, 120_000);
