import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompiledWorkspace, compileWorkspace, parseWorkspace, revisionOf } from '#libs/flow';

/** The demo workspace as it lies in the repository, and what the simulation has beside it; compiled once per process: compiling is pure. */
export function readWorkspace(): { readonly compiled: CompiledWorkspace; readonly files: Readonly<Record<string, string>> } {
  const files = { ...filesBelow(repositoryRoot), ...filesBelow(join(repositoryRoot, 'verification', 'simulation', 'workspace')) };
  return { compiled: compileWorkspace(parseWorkspace(files).workspace, revisionOf(files)), files };
}

function filesBelow(folder: string): Record<string, string> {
  const systems = readdirSync(join(folder, 'systems')).map((name) => `systems/${name}`);
  const flows = readdirSync(join(folder, 'flows')).map((name) => `flows/${name}/flow.yaml`);
  return Object.fromEntries([...systems, ...flows].map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function rootOf(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('the workspace of the repository was not found');
  return rootOf(parent);
}

/** Where the package lies, from source and from the build. */
export const repositoryRoot = rootOf(dirname(fileURLToPath(import.meta.url)));
