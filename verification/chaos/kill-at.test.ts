import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Watch } from './kill-at.ts';

const preload = new URL('kill-at.ts', import.meta.url).href;
/** Announces 3 records at a time, ten times, at two points of one stage, and says which announcements it survived. */
const program = `
  import { channel } from 'node:diagnostics_channel';
  const steps = channel('junctor.step');
  for (let i = 1; i <= 10; i++) {
    steps.publish({ stage: 'route', at: 'taken', records: 3 });
    steps.publish({ stage: 'route', at: 'decided', records: 3 });
    process.stdout.write(i + ' ');
  }`;

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kill-at-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function run(watch: Omit<Watch, 'file'>): Promise<{ signal: string | null; survived: string; written: string }> {
  const file = join(dir, 'reached.jsonl');
  const env = { PATH: process.env.PATH, JUNCTOR_CHAOS_WATCH: JSON.stringify({ ...watch, file }) };
  const child = spawn(process.execPath, [`--import=${preload}`, '--input-type=module', '-e', program], { env });
  let survived = '';
  child.stdout.on('data', (chunk) => (survived += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, signal) => resolve({ signal, survived: survived.trim(), written: readFileSync(file, 'utf8') }));
  });
}

const decided = [{ stage: 'route', at: 'decided' }];

describe('the watch in a process', () => {
  it('kills it inside the point, with the count on disk', async () => {
    const { signal, survived, written } = await run({ points: decided, n: 11, kill: true });
    expect(signal).toBe('SIGKILL');
    expect(survived.split(' ')).toHaveLength(3);
    expect(JSON.parse(written)).toMatchObject({ stage: 'route', at: 'decided', count: 12 });
  });

  it('leaves it alone when the count is not reached, or the point never passed', async () => {
    for (const watch of [
      { points: decided, n: 31, kill: true },
      { points: [{ stage: 'route', at: 'saved' }], n: 1, kill: true },
    ]) {
      const { signal, survived, written } = await run(watch);
      expect({ signal, count: survived.split(' ').length, written }).toEqual({ signal: null, count: 10, written: '' });
      rmSync(join(dir, 'reached.jsonl'));
    }
  });

  it('notes the first time only, and kills nobody, when that is all it is for', async () => {
    const { signal, written } = await run({ points: decided, n: 1, kill: false });
    expect(signal).toBeNull();
    expect(written.trim().split('\n')).toHaveLength(1);
  });
});
