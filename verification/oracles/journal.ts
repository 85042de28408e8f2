import { existsSync, readFileSync } from 'node:fs';

/** The objects of a JSON-lines file; a file that is not there has none. A torn last line is not an event. */
export function readLines<T>(path: string): T[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  if (lines.at(-1) !== '') lines.pop();
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}
