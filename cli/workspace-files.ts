import { existsSync, opendirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';

/** A revision travels as one record: far below Kafka's usual limit of 1 MiB a record. */
const maxFileBytes = 256 * 1024;
const maxTotalBytes = 768 * 1024;
const maxFiles = 2_000;

/** Text of every `systems/*.yaml`, `flows/<name>/flow.yaml` and `models/*.avsc`, and of `waivers.yaml`, of a folder, by its path there with forward slashes. Throws CliError. */
export function readWorkspaceFiles(dir: string): Record<string, string> {
  const root = resolve(dir);
  const paths = [
    ...names(join(root, 'systems'))
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => `systems/${name}`),
    ...names(join(root, 'models'))
      .filter((name) => name.endsWith('.avsc'))
      .map((name) => `models/${name}`),
    ...['waivers.yaml', 'waivers.yml'].filter((name) => existsSync(join(root, name))),
    ...names(join(root, 'flows')).flatMap((name) => flowFile(root, name)),
  ].sort();
  if (!paths.some((path) => path.includes('/'))) {
    const hint = 'name the folder that holds systems/ and flows/, for example: junctor check .';
    throw new CliError(exitCodes.notFound, `no workspace in ${root}: neither systems/*.yaml nor flows/*/flow.yaml`, hint);
  }
  let total = 0;
  const files: Record<string, string> = {};
  for (const path of paths) {
    const { size } = statSync(join(root, path));
    total += size;
    if (size > maxFileBytes) throw tooLarge(`${path} is ${size} bytes, at most ${maxFileBytes} are read`);
    if (total > maxTotalBytes) throw tooLarge(`the workspace is larger than ${maxTotalBytes} bytes`);
    files[path] = readFileSync(join(root, path), 'utf8');
  }
  return files;
}

function flowFile(root: string, name: string): string[] {
  const inside = names(join(root, 'flows', name));
  return inside.filter((file) => file === 'flow.yaml' || file === 'flow.yml').map((file) => `flows/${name}/${file}`);
}

/** Entries of a folder; none when it is absent or not a folder. */
function names(dir: string): string[] {
  const found: string[] = [];
  let entries: ReturnType<typeof opendirSync>;
  try {
    entries = opendirSync(dir);
  } catch (error) {
    // By shape: errors of Node's own modules belong to another realm where tests run in one.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new CliError(exitCodes.failed, `${dir} can't be read (${String(code)})`, 'mend its permissions', { cause: error });
  }
  try {
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
      found.push(entry.name);
      if (found.length > maxFiles) throw tooLarge(`${dir} holds more than ${maxFiles} entries`);
    }
  } finally {
    entries.closeSync();
  }
  return found;
}

const tooLarge = (message: string): CliError => new CliError(exitCodes.failed, message, 'split the workspace');
