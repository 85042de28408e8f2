import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

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
const testsLastMs = 300_000;

/** Unit tests are those that need nothing running: no broker, no database. */
export async function runUnitTests(root: string, copy: string): Promise<TestRun> {
  const files = (await Promise.all(rooms.map((room) => testsBelow(join(copy, room))))).flat();
  const units = (await Promise.all(files.map(async (file) => ((await needsStack(file)) ? [] : [file])))).flat();
  const results = join(copy, 'tests.json');
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, '--runTestsByPath', ...units];
  const { JUNCTOR_TEST_STACK: _none, ...env } = process.env;
  const ended = await run(process.execPath, [...args, '--ci', '-i', '--silent', '--json', '--outputFile', results], {
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

const stack = /#libs\/local-stack|JUNCTOR_TEST_STACK/;

/** Itself, or what it imports from beside it. */
async function needsStack(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8');
  const beside = [...text.matchAll(/from '(\.[^']+\.ts)'/g)].map(([, path = '']) => join(dirname(file), path));
  const texts = await Promise.all(beside.map((path) => readFile(path, 'utf8').catch(() => '')));
  return [text, ...texts].some((each) => stack.test(each));
}
