/**
 * `npm test [-- PATH...]`: build, types, lint, boundaries, generated files, then every test on one real stack.
 * Ends with the totals, a failed check counting as a failed test. With paths, only the tests below them.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resetStack, startStack } from '#libs/local-stack';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['build', 'npm', 'run', '--silent', 'build'],
  ['types', 'tsc', '-p', '.'],
  ['format and lint', 'biome', 'ci', '.'],
  ['typed lint', 'eslint', '.'],
  ['boundaries', 'node', '--conditions=junctor-source', 'tools/boundaries.ts'],
  ['generated files', 'npm', 'run', '--silent', 'generate:check'],
];

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 2, 2], env });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function runChecks(): Promise<{ passed: number; failed: number }> {
  let failed = 0;
  for (const [name, command, ...args] of checks) {
    const started = Date.now();
    const code = await run(command, args);
    if (code !== 0) failed++;
    say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
  return { passed: checks.length - failed, failed };
}

interface JestTotals {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly numRuntimeErrorTestSuites: number;
}

async function runTests(paths: readonly string[]): Promise<JestTotals> {
  const scratch = mkdtempSync(join(tmpdir(), 'junctor-test-'));
  // Open to walk through, so that Postgres's own user needs no place elsewhere.
  chmodSync(scratch, 0o711);
  const results = join(scratch, 'results.json');
  say('starting a real Kafka, schema registry and Postgres for the tests');
  const stack = await startStack({ dataDir: join(scratch, 'stack'), onProgress: say });
  try {
    const { kafkaBrokers, registryUrl, databaseUrl } = stack;
    const env = {
      ...process.env,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
      JUNCTOR_TEST_STACK: JSON.stringify({ kafkaBrokers, registryUrl, databaseUrl }),
    };
    await run('jest', ['--maxWorkers=2', '--json', `--outputFile=${results}`, ...paths], env);
    return JSON.parse(readFileSync(results, 'utf8')) as JestTotals;
  } finally {
    await stack.stop();
    await resetStack(join(scratch, 'stack'));
    rmSync(scratch, { recursive: true, force: true });
  }
}

const paths = process.argv.slice(2);
const checked = paths.length > 0 ? { passed: 0, failed: 0 } : await runChecks();
const tests = await runTests(paths);
const failed = checked.failed + tests.numFailedTests + tests.numRuntimeErrorTestSuites;
process.stdout.write(`\n${checked.passed + tests.numPassedTests} passed, ${failed} failed, ${tests.numPendingTests} skipped\n`);
process.exitCode = failed > 0 || tests.numFailedTestSuites > 0 ? 1 : 0;
