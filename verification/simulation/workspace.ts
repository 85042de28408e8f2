import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompiledWorkspace, compileWorkspace, parseWorkspace, revisionOf } from '#libs/flow';

/** The demo workspace, as it lies in the repository, compiled once per process: compiling is pure. */
export function readWorkspace(): { readonly compiled: CompiledWorkspace; readonly files: Readonly<Record<string, string>> } {
  const root = repositoryRoot;
  const files: Record<string, string> = {};
  for (const name of readdirSync(join(root, 'systems'))) files[`systems/${name}`] = readFileSync(join(root, 'systems', name), 'utf8');
  for (const name of readdirSync(join(root, 'flows')))
    files[`flows/${name}/flow.yaml`] = readFileSync(join(root, 'flows', name, 'flow.yaml'), 'utf8');
  return { compiled: compileWorkspace(parseWorkspace(files).workspace, revisionOf(files)), files };
}

function rootOf(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('the workspace of the repository was not found');
  return rootOf(parent);
}

/** Where the package lies, from source and from the build. */
export const repositoryRoot = rootOf(dirname(fileURLToPath(import.meta.url)));
