import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of a data file kept beside this module's source; the build copies code only, so compiled code looks there too. */
export function dataFile(name: string): string {
  const beside = fileURLToPath(new URL(name, import.meta.url));
  return beside.replace(`${sep}dist${sep}verification${sep}data${sep}`, `${sep}verification${sep}data${sep}`);
}
