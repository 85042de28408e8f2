import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where a file of the tree leads to, over relative imports and those of other rooms by their index. */
export function createImports(root: string): { reachedFrom(file: string): ReadonlySet<string> } {
  const known = new Map<string, readonly string[]>();

  function importsOf(file: string): readonly string[] {
    const before = known.get(file);
    if (before) return before;
    const found = [...textOf(file).matchAll(/(?:from|import\()\s*'([^']+)'/g)].flatMap(([, name = '']) => {
      if (name.startsWith('.')) return [join(dirname(file), name)];
      const room = /^#(libs|services|simulators|verification|connectors)(?:\/([\w-]+))?$/.exec(name);
      return room ? [join(root, room[1] ?? '', room[2] ?? '', 'index.ts')] : [];
    });
    known.set(file, found);
    return found;
  }

  return {
    reachedFrom(file) {
      const reached = new Set([file]);
      for (const each of reached) for (const next of importsOf(each)) reached.add(next);
      return reached;
    },
  };
}

/** Empty where there is none: an import of something that is not ours. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
