/** Reads the examples under schemas/ for tests: JSON, with bytes written as {"base64": "..."}. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The schemas folder of this repository. */
export const schemasFolder = resolve(import.meta.dirname, '../../schemas');

export interface ExampleFile {
  readonly model: string;
  readonly name: string;
  readonly value: unknown;
  /** Lines of the `.expected.txt` beside it; null when there is none. */
  readonly expected: readonly string[] | null;
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'base64') return value;
  return 'base64' in value && typeof value.base64 === 'string' ? Buffer.from(value.base64, 'base64') : value;
}

/** Every JSON file of `schemas/<kind>/<model>/v1`, by model and name. */
export function exampleFiles(kind: 'examples' | 'invalid'): readonly ExampleFile[] {
  const root = join(schemasFolder, kind);
  return readdirSync(root)
    .toSorted()
    .filter((model) => existsSync(join(root, model, 'v1')))
    .flatMap((model) => {
      const folder = join(root, model, 'v1');
      const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
      return files.toSorted().map((file) => readExample(folder, model, file));
    });
}

function readExample(folder: string, model: string, file: string): ExampleFile {
  const name = file.replace(/\.json$/, '');
  const expectedPath = join(folder, `${name}.expected.txt`);
  return {
    model,
    name,
    value: JSON.parse(readFileSync(join(folder, file), 'utf8'), revive),
    expected: existsSync(expectedPath) ? readFileSync(expectedPath, 'utf8').trimEnd().split('\n') : null,
  };
}
