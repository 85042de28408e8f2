import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

/** The demo workspace of this repository, path -> text. */
export function demoFiles(): Record<string, string> {
  const paths = globSync(['systems/*.yaml', 'flows/*/flow.yaml'], { cwd: root }).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
