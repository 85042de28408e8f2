import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findPostgres, findPostgresUser } from './postgres-binaries.ts';
import { isReachable, reachableBinaries, reachableHome, refugeOf } from './refuge.ts';
import { resetStack, startStack } from './stack.ts';

const asRoot = process.getuid?.() === 0;
const inRoot = asRoot ? describe : describe.skip;
let closed: string;
let home: string;

beforeEach(() => {
  closed = mkdtempSync(join(tmpdir(), 'closed-'));
  chmodSync(closed, 0o700);
  home = join(closed, 'clone', '.junctor');
  mkdirSync(home, { recursive: true });
});
afterEach(() => rmSync(closed, { recursive: true, force: true }));

it('whoever runs the server as themselves reaches everything', () => {
  expect(isReachable(home, {})).toBe(true);
  expect(reachableHome(home, {}, () => undefined)).toBe(home);
});

inRoot('as root, in a folder that is closed to others', () => {
  it('the same folder always has the same refuge, and another one has another', () => {
    expect(refugeOf(home)).toBe(refugeOf(home));
    expect(refugeOf(home)).not.toBe(refugeOf(closed));
  });

  it('says where the data goes, and makes a folder that is ours', () => {
    const said: string[] = [];
    const refuge = reachableHome(home, findPostgresUser(), (line) => said.push(line));
    expect(said.join()).toContain(refuge);
    expect(statSync(refuge).uid).toBe(0);
    expect(isReachable(refuge, findPostgresUser())).toBe(true);
    rmSync(refuge, { recursive: true });
  });

  it('runs binaries where they are when their folder is open', () => {
    const found = findPostgres();
    if ('code' in found) throw new Error(found.message);
    const open = isReachable(found.postgres, findPostgresUser());
    const runs = reachableBinaries(found, findPostgresUser(), () => undefined);
    expect(runs.postgres === found.postgres).toBe(open);
    expect(existsSync(runs.postgres)).toBe(true);
  });

  it('a stack starts there, and a reset takes the refuge along', async () => {
    const stack = await startStack({ dataDir: home, parts: ['postgres'] });
    await stack.stop();
    const refuge = refugeOf(join(home, 'postgres'));
    expect(existsSync(join(refuge, 'data', 'PG_VERSION')) || existsSync(join(home, 'postgres', 'data', 'PG_VERSION'))).toBe(true);
    await resetStack(home);
    expect(existsSync(refuge)).toBe(false);
  }, 60_000);
});
