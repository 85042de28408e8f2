/** From a schemas folder to the text of every generated file. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemasFile, topicsFile, typesFile, valuesFile } from './emit.ts';
import { lintModel } from './lint.ts';
import { namedTypes, readModels, SchemaFileError } from './schema-files.ts';
import { readTopics } from './topic-files.ts';

/** File name -> text. Throws SchemaFileError with every departure from the house rules. */
export function generate(schemasFolder: string): ReadonlyMap<string, string> {
  const models = readModels(schemasFolder);
  const problems = models.flatMap(lintModel);
  if (problems.length > 0) throw new SchemaFileError(`schemas/ departs from its rules (schemas/README.md):\n${problems.join('\n')}`);
  const types = namedTypes(models);
  return new Map([
    ['types.ts', typesFile(models, types)],
    ['schemas.ts', schemasFile(models)],
    ['values.ts', valuesFile(models, types)],
    ['topics.ts', topicsFile(readTopics(schemasFolder, models))],
  ]);
}

/** Names of the files in `folder` that differ from what they should be, or are absent. */
export function staleFiles(files: ReadonlyMap<string, string>, folder: string): readonly string[] {
  return [...files]
    .filter(([name, text]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== text)
    .map(([name]) => name);
}

export function writeFiles(files: ReadonlyMap<string, string>, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}
