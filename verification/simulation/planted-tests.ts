import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { createImports } from './planted-imports.ts';

const run = promisify(execFile);

/** What the unit tests of a tree say about it. */
export interface TestRun {
  readonly passed: boolean;
  /** Test files with a failure. */
  readonly failing: readonly string[];
  readonly tests: number;
}

/** Where a planted bug may be, and where it would be noticed. */
const rooms = ['libs', 'services', 'connectors'] as const;
/** A planted bug may leave something running that keeps jest from ending: it is ended (`--forceExit`). */
const testsLastMs = 300_000;

/** Unit tests are those that need nothing running: no broker, no database. Only those that reach a changed file can tell anything new. */
export async function runUnitTests(root: string, copy: string, changed: readonly string[]): Promise<TestRun> {
  const files = (await Promise.all(rooms.map((room) => testsBelow(join(copy, room))))).flat();
  const imports = createImports(copy);
  const reaching = files.filter((file) => [...imports.reachedFrom(file)].some((each) => changed.includes(relative(copy, each))));
  const units = reaching.filter((file) => ![...imports.reachedFrom(file)].some((each) => needsStack(copy, each)));
  if (units.length === 0) return { passed: true, failing: [], tests: 0 };
  const results = join(copy, 'tests.json');
  // Of the patch before.
  await rm(results, { force: true });
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, '--runTestsByPath', ...units];
  const { JUNCTOR_TEST_STACK: _none, ...env } = process.env;
  const ended = await run(process.execPath, [...args, '--ci', '-i', '--forceExit', '--silent', '--json', '--outputFile', results], {
    ...{ cwd: copy, env, maxBuffer: 1 << 26, timeout: testsLastMs },
  }).then(
    () => null,
    (error: unknown) => error,
  );
  const told = await readFile(results, 'utf8').catch(() => null);
  if (told === null) throw new Error('the unit tests could not be run', { cause: ended });
  const { success, numTotalTests, testResults } = JSON.parse(told) as JestResults;
  const failing = testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(copy, name));
  return { passed: success, failing, tests: numTotalTests };
}

interface JestResults {
  readonly success: boolean;
  readonly numTotalTests: number;
  readonly testResults: readonly { readonly name: string; readonly status: string }[];
}

async function testsBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name));
}

/** A broker and a database are started, or found, by these alone. */
const needsStack = (copy: string, file: string): boolean => relative(copy, file).startsWith(join('libs', 'local-stack'));
