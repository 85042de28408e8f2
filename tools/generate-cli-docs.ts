/**
 * Writes docs/reference/cli.md from the help of the command line.
 * `--check` writes nothing and exits 1 when the page is stale.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const page = join(root, 'docs/reference/cli.md');

function run(): number {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  const args = ['--conditions=junctor-source', join(root, 'cli/main.ts'), 'reference'];
  const made = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000, env: { ...process.env, NO_COLOR: '1' } });
  if (made.status !== 0 || made.stdout === '') {
    process.stderr.write(`The command line did not print its reference:\n${made.stderr}\n`);
    return 1;
  }
  const stale = !existsSync(page) || readFileSync(page, 'utf8') !== made.stdout;
  if (!stale) return 0;
  if (values.check) {
    process.stderr.write(
      'Stale: docs/reference/cli.md.\nNext: run `node --conditions=junctor-source tools/generate-cli-docs.ts` and commit what it writes.\n',
    );
    return 1;
  }
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, made.stdout);
  process.stderr.write('Wrote docs/reference/cli.md.\n');
  return 0;
}

process.exitCode = run();
