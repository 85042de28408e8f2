/**
 * Writes the pages of docs/reference that follow from code, schemas and connectors.
 *   node --conditions=junctor-source tools/generate-reference.ts           writes what is stale
 *   node --conditions=junctor-source tools/generate-reference.ts --check   writes nothing, exits 1 when a page is stale
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { connectorsPage } from './generate-reference/connectors.ts';
import { demoWorkspacePages } from './generate-reference/demo-workspace.ts';
import { environmentPage } from './generate-reference/environment.ts';
import { pageText } from './generate-reference/markdown.ts';
import { modelsPage, topicsPage } from './generate-reference/models.ts';
import { patternsPage } from './generate-reference/patterns.ts';
import { telemetryPage } from './generate-reference/telemetry.ts';
import { checkRulesPage, workspacePage } from './generate-reference/workspace.ts';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, out: { type: 'string', default: join(root, 'docs/reference') } },
});

const pages = [
  await environmentPage(root),
  workspacePage(),
  checkRulesPage(),
  patternsPage(),
  await connectorsPage(root),
  modelsPage(),
  topicsPage(),
  telemetryPage(),
  ...demoWorkspacePages(root),
];

const stale = pages.filter((page) => {
  const path = join(values.out, page.file);
  return !existsSync(path) || readFileSync(path, 'utf8') !== pageText(page);
});
const names = stale.map(({ file }) => file).join(', ');

if (values.check && stale.length > 0) {
  process.stderr.write(
    `Stale in ${values.out}: ${names}.\nNext: run \`node --conditions=junctor-source tools/generate-reference.ts\` and commit what it writes.\n`,
  );
  process.exitCode = 1;
} else if (stale.length > 0) {
  for (const page of stale) {
    mkdirSync(dirname(join(values.out, page.file)), { recursive: true });
    writeFileSync(join(values.out, page.file), pageText(page));
  }
  process.stderr.write(`Wrote ${names}.\n`);
}
