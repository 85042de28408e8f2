import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { ChildSpec } from './child.ts';
import { LocalStackError } from './errors.ts';
import type { Layout } from './layout.ts';
import { findPostgres, findPostgresUser, type PostgresBinaries, type PostgresUser } from './postgres-binaries.ts';
import { reachableBinaries, reachableHome } from './refuge.ts';
import type { PartServer } from './server.ts';

/** Port of 127.0.0.1 and the password of user `junctor`, owner of database `junctor`. */
export interface PostgresPlan {
  readonly port: number;
  readonly password: string;
}

const startLimitMs = 60_000;
const databaseName = 'junctor';

/** Where clients connect; holds the password, so it never goes into a log or an error. */
export function databaseUrlOf(plan: PostgresPlan, database = databaseName): string {
  return `postgres://junctor:${plan.password}@127.0.0.1:${plan.port}/${database}`;
}

/** Makes a Postgres ready to start: the cluster is made once; settings are given on the command line at every start. */
export function preparePostgres(layout: Layout, plan: PostgresPlan, onProgress: (line: string) => void): PartServer {
  const found = findPostgres();
  if ('code' in found) throw new LocalStackError(found);
  const user = findPostgresUser();
  mkdirSync(layout.postgres, { recursive: true });
  // A data directory made by mkdtemp is closed to the server's user; it is ours, and its secrets are files of mode 600.
  if (user.uid !== undefined) chmodSync(layout.root, statSync(layout.root).mode | 0o001);
  const home = reachableHome(layout.postgres, user, onProgress);
  const binaries = reachableBinaries(found, user, onProgress);
  initialiseOnce(home, plan, binaries, user, onProgress);
  const spec: ChildSpec = {
    name: 'Postgres',
    command: binaries.postgres,
    args: [
      '-D',
      join(home, 'data'),
      '-p',
      String(plan.port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: serverEnv(),
    cwd: home,
    logFile: join(layout.logs, 'postgres.log'),
    pidFile: join(layout.run, 'postgres.json'),
    ...user,
    // postgres(1): SIGINT is the fast shutdown; SIGTERM would wait for every client to leave.
    stopSignal: 'SIGINT',
  };
  return { spec, startLimitMs, isHealthy: () => answersQuery(plan), afterStart: () => ensureDatabase(plan) };
}

const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '128MB',
  max_connections: '200',
  max_wal_size: '1GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** Our environment without what would redirect the server, and in a locale every machine has. */
function serverEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

function initialiseOnce(
  home: string,
  plan: PostgresPlan,
  binaries: PostgresBinaries,
  user: PostgresUser,
  onProgress: (line: string) => void,
): void {
  const data = join(home, 'data');
  const done = join(home, 'version');
  if (existsSync(done)) {
    refuseOtherVersion(readFileSync(done, 'utf8').trim(), binaries, home);
    return;
  }
  onProgress(`preparing Postgres's storage in ${home}`);
  // Without the marker an earlier initdb was cut short: nothing of value is in there.
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { mode: 0o700 });
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, plan.password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    runInitdb(binaries.initdb, [`--pgdata=${data}`, `--pwfile=${passwordFile}`], user);
  } finally {
    rmSync(passwordFile);
  }
  writeFileSync(done, `${binaries.major}\n`);
}

function runInitdb(initdb: string, where: readonly string[], user: PostgresUser): void {
  const args = [
    ...where,
    '--username=junctor',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  const { status, stderr, error } = spawnSync(initdb, args, { encoding: 'utf8', env: serverEnv(), timeout: startLimitMs, ...user });
  if (status === 0) return;
  const said = (error?.message ?? stderr).trim().split('\n').slice(-3).join(' | ');
  throw new LocalStackError({
    code: 'startFailed',
    message: `Postgres's storage cannot be made: ${said}`,
    hint: 'mend that and start again',
  });
}

function refuseOtherVersion(found: string, binaries: PostgresBinaries, home: string): void {
  if (found === binaries.major) return;
  throw new LocalStackError({
    code: 'dataVersion',
    message: `${home} was written by Postgres ${found}, installed is ${binaries.major}`,
    hint: 'dump it with the old version, or remove the local data with `npx junctor reset`',
  });
}

async function answersQuery(plan: PostgresPlan): Promise<boolean> {
  try {
    await query(databaseUrlOf(plan, 'postgres'), 'SELECT 1');
    return true;
  } catch {
    // Not up yet; the caller asks again until its limit.
    return false;
  }
}

async function ensureDatabase(plan: PostgresPlan): Promise<void> {
  const url = databaseUrlOf(plan, 'postgres');
  const found = await query(url, `SELECT 1 FROM pg_database WHERE datname = '${databaseName}'`);
  if (found === 0) await query(url, `CREATE DATABASE ${databaseName}`);
}

/** Runs one statement on a connection of its own; resolves to the row count. */
export async function query(url: string, statement: string): Promise<number> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
