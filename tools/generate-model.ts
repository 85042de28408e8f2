/**
 * Generates libs/model/generated from schemas/.
 * `--check` writes nothing and exits 1 when a file is stale. `--schemas DIR` and `--out DIR` work on other folders.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generate, staleFiles, writeFiles } from './generate-model/generate.ts';
import { SchemaFileError } from './generate-model/schema-files.ts';

const root = resolve(import.meta.dirname, '..');

function run(): number {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, schemas: { type: 'string' }, out: { type: 'string' } },
  });
  const out = values.out ?? join(root, 'libs/model/generated');
  const files = generate(values.schemas ?? join(root, 'schemas'));
  const stale = staleFiles(files, out);
  if (!values.check) {
    writeFiles(files, out);
    process.stderr.write(stale.length === 0 ? 'Everything was up to date.\n' : `Wrote ${stale.join(', ')} in ${out}.\n`);
    return 0;
  }
  if (stale.length === 0) return 0;
  process.stderr.write(`Stale in ${out}: ${stale.join(', ')}.\nNext: run \`npm run generate\` and commit what it writes.\n`);
  return 1;
}

try {
  process.exitCode = run();
} catch (error) {
  if (!(error instanceof SchemaFileError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
