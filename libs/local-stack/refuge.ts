import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LocalStackError } from './errors.ts';
import type { PostgresBinaries, PostgresUser } from './postgres-binaries.ts';

/** A place that every account can walk to and that survives a restart of the machine (Filesystem Hierarchy Standard, /var/tmp). */
const refuges = '/var/tmp';

/** Whether the server's user can walk to a path; always true when we run it as ourselves. */
export function isReachable(path: string, user: PostgresUser): boolean {
  if (user.uid === undefined) return true;
  for (let dir = path; dir !== dirname(dir); dir = dirname(dir)) {
    const { mode, uid, gid } = statSync(dir);
    if (!(mode & 0o001 || (uid === user.uid && mode & 0o100) || (gid === user.gid && mode & 0o010))) return false;
  }
  return true;
}

/** Where the data of a folder that is closed to the server's user is kept instead: always the same place for the same folder. */
export function refugeOf(path: string): string {
  return join(refuges, `junctor-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`);
}

/** The folder itself where the server's user can reach it, else its refuge, which is made. Throws `postgresUser`. */
export function reachableHome(path: string, user: PostgresUser, onProgress: (line: string) => void): string {
  if (isReachable(path, user)) return path;
  const refuge = refugeOf(path);
  onProgress(`Postgres does not run as root, and its user cannot enter ${dirname(path)}: its data goes to ${refuge}`);
  ownDirectory(refuge);
  return refuge;
}

/** The binaries themselves where the server's user can reach them, else a copy of the package's folder, made once a version. */
export function reachableBinaries(binaries: PostgresBinaries, user: PostgresUser, onProgress: (line: string) => void): PostgresBinaries {
  const bin = dirname(binaries.postgres);
  if (isReachable(bin, user)) return binaries;
  const copy = refugeOf(`postgres ${binaries.version}`);
  const at = { ...binaries, postgres: join(copy, 'native/bin/postgres'), initdb: join(copy, 'native/bin/initdb') };
  ownDirectory(copy);
  if (existsSync(at.postgres)) return at;
  onProgress(`copying Postgres ${binaries.version} to ${copy}, where its user can run it`);
  const part = join(copy, `part-${process.pid}`);
  cpSync(join(bin, '..'), part, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(part, join(copy, 'native'));
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    // Another process was quicker.
    if (!existsSync(at.postgres)) throw error;
  }
  return at;
}

/** /var/tmp is everybody's: a folder there that is not ours is not used. */
function ownDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o755 });
  const { uid } = lstatSync(path);
  if (lstatSync(path).isDirectory() && uid === process.getuid?.()) return;
  throw new LocalStackError({
    code: 'postgresUser',
    message: `${path} belongs to somebody else`,
    hint: 'run as another user, or keep work tree and data where all may enter',
  });
}
