import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, realpath, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { runUnitTests, type TestRun } from './planted-tests.ts';
import type { Summary } from './tally.ts';

const run = promisify(execFile);

/** One planted bug: what was meant to catch it, and what did. */
export interface Planted {
  readonly name: string;
  /** What it breaks, in one sentence. */
  readonly bug: string;
  readonly expected: string;
  readonly caught: boolean;
  /** Histories needed until something was violated; or that went by without. */
  readonly seeds: number;
  readonly oracle: string | null;
  readonly seconds: number;
  /** Whether the unit tests of the tree pass in spite of it; null when they were not asked. */
  readonly tests: TestRun | null;
  /** Why it could not be tried: it does not apply any more, or what it makes does not run. Not caught, then. */
  readonly error: string | null;
}

const rooms = ['libs', 'services', 'connectors', 'verification'] as const;
const needed = [...rooms, 'systems', 'flows', 'package.json', '.swcrc'];

const neededByTests = ['cli', 'simulators', 'tools', 'schemas', 'docs', 'deploy', 'jest.config.mjs', 'README.md'];

export const plantedFolder = (root: string): string => join(root, 'verification', 'planted');

/** The patch files of the repository, by name. */
export async function plantedPatches(root: string): Promise<string[]> {
  const names = (await readdir(plantedFolder(root))).filter((name) => name.endsWith('.patch'));
  return names.toSorted().map((name) => join(plantedFolder(root), name));
}

export interface Trial {
  /** Histories to try. */
  readonly most: number;
  readonly withTests: boolean;
  /** Make the first history that is violated as small as can be, and tell it. */
  readonly shrink: boolean;
}

/** Applies a patch to a built copy of the tree, runs histories there until one is violated, and takes the patch off again. */
export async function tryPatch(root: string, copy: string, file: string, { most, withTests, shrink }: Trial): Promise<Planted> {
  const startedAt = process.hrtime.bigint();
  const text = await readFile(file, 'utf8');
  const [bug = '', oracle = ''] = text.split('\n');
  const taken = (): number => Math.round(Number((process.hrtime.bigint() - startedAt) / 100_000_000n)) / 10;
  const about = { name: basename(file, '.patch'), bug, expected: oracle.replace('Oracle: ', '') };
  try {
    await apply(root, copy, resolve(file), []);
    const { violations, seeds, byOracle } = await runUntilViolated(copy, most, shrink);
    const tests = withTests ? await runUnitTests(root, copy, changedBy(text)) : null;
    await apply(root, copy, resolve(file), ['--reverse']);
    return { ...about, caught: violations > 0, seeds, oracle: firstOf(byOracle), seconds: taken(), tests, error: null };
  } catch (error) {
    return { ...about, caught: false, seeds: 0, oracle: null, seconds: taken(), tests: null, error: String(error).slice(0, 500) };
  }
}

/** Only what a patch changes is built anew. */
async function apply(root: string, copy: string, patch: string, how: readonly string[]): Promise<void> {
  await run('git', ['apply', '--whitespace=nowarn', ...how, patch], { cwd: copy });
  await build(root, copy, changedBy(await readFile(patch, 'utf8')));
}

/** The files that a patch changes. */
const changedBy = (patch: string): string[] => [...patch.matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, file = '']) => file);

/** A built copy of the tree in a temporary folder that the caller removes. */
export async function buildCopy(root: string, withTests = false): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'junctor-planted-'));
  await copyTree(root, copy, withTests);
  await build(root, copy, rooms);
  return copy;
}

async function copyTree(root: string, copy: string, withTests: boolean): Promise<void> {
  for (const name of withTests ? [...needed, ...neededByTests] : needed)
    await cp(await realpath(join(root, name)), join(copy, name), {
      recursive: true,
      filter: (source) => withTests || !/\.test\.ts$|testdata|alertmanager-session/.test(source),
    });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
}

async function build(root: string, copy: string, what: readonly string[]): Promise<void> {
  const swc = join(root, 'node_modules', '.bin', 'swc');
  await run(swc, [...what, '--out-dir', 'dist', '--config-file', '.swcrc', '--quiet'], { cwd: copy });
}

/** A program of its own, since it is other code. Exit code 1 says that something was violated; anything else is an error. */
async function runUntilViolated(copy: string, most: number, shrink: boolean): Promise<Summary> {
  const program = join(copy, 'dist', 'verification', 'simulation', 'main.js');
  const args = [program, '--seeds', String(most), '--stop', '--json', ...(shrink ? ['--shrink'] : [])];
  try {
    const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 26 });
    return JSON.parse(stdout) as Summary;
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (shrink) process.stderr.write(stderr ?? '');
    if (code === 1 && stdout?.startsWith('{')) return JSON.parse(stdout) as Summary;
    throw error;
  }
}

const firstOf = (byOracle: Readonly<Record<string, number>>): string | null =>
  Object.entries(byOracle)
    .filter(([, count]) => count > 0)
    .map(([oracle]) => oracle)
    .join(' ') || null;
