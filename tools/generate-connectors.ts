/**
 * Writes connectors/index.ts: one import for each folder of connectors/ whose index.ts exports `connector`; and from their pages
 * and test data what `junctor init` begins with.
 *   node --conditions=junctor-source tools/generate-connectors.ts           writes it
 *   node --conditions=junctor-source tools/generate-connectors.ts --check   exits 1 when it is stale
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../connectors/', import.meta.url);
const target = new URL('index.ts', root);

function isConnector(folder: string): boolean {
  const index = new URL(`${folder}/index.ts`, root);
  return existsSync(index) && /^export (?:const connector\b|\{[^}]*\bconnector\b)/m.test(readFileSync(index, 'utf8'));
}

const camelCase = (folder: string): string => folder.replace(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase());

function generate(folders: readonly string[]): string {
  // Package imports sort before those of libs, which is the order the formatter keeps.
  const imports = folders.map((folder) => `import { connector as ${camelCase(folder)} } from '#connectors/${folder}';`);
  const entries = folders.map((folder) => `  ${camelCase(folder)},`);
  return [
    '// DO NOT EDIT: generated from the folders of connectors/ by tools/generate-connectors.ts',
    ...imports,
    "import { type Connector, createRegistry, type Registry } from '#libs/connector-kit';",
    '',
    '/** Every connector there is, by folder name. */',
    '// biome-ignore format: one a line',
    'export const connectors: readonly Connector[] = [',
    ...entries,
    '];',
    '',
    '/** The same, by the name that a system file gives as `spec.connector`. */',
    'export const registry: Registry = createRegistry(connectors);',
    '',
  ].join('\n');
}

const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .filter(isConnector)
  .sort();
const check = process.argv.includes('--check');

/** Writes what differs; with --check says so instead. */
function settle(place: URL, text: string): void {
  const current = existsSync(place) ? readFileSync(place, 'utf8') : '';
  if (current === text) return;
  if (!check) {
    writeFileSync(place, text);
    return;
  }
  process.stderr.write(`${fileURLToPath(place)} is stale: run node --conditions=junctor-source tools/generate-connectors.ts\n`);
  process.exitCode = 1;
}

settle(target, generate(folders));
// Loaded only now: it imports the index that has just been written.
const { startersText } = await import('./generate-starters.ts');
settle(new URL('../cli/init/starters.ts', root), await startersText(fileURLToPath(new URL('..', root))));
