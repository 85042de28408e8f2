import type { Writable } from 'node:stream';
import type { Pool, PoolClient } from 'pg';
import { DataSource, MigrationExecutor } from 'typeorm';
import { arrayLiteral, type Cell } from './array-literal.ts';
import { entities } from './entities/index.ts';
import { databaseFailure } from './failures.ts';
import { migrations } from './migrations/index.ts';

export interface StoreOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly databaseUrl: string;
  /** Connections at most; 8 when not given. */
  readonly poolSize?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
}

/** A named statement: parsed and planned once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export type { Cell } from './array-literal.ts';
export type Parameter = Cell | readonly Cell[];

/** A statement whose answer nobody needs. */
export type Write = readonly [statement: Statement, values: readonly Parameter[]];

/** Runs statements inside one transaction. */
export type Run = <R extends object>(statement: Statement, values: readonly Parameter[]) => Promise<R[]>;

/**
 * The one pool of a process, opened on first use. Every failure leaves as a `FailureError`. When `commit` fails by a
 * lost connection, what became of it is unknown; every Store method may therefore be called again with the same input.
 */
export interface Database {
  /** `last` runs the statement that ends the transaction, with the commit right behind it: one round trip less. Nothing may follow it. */
  transaction<T>(work: (run: Run, last: Run) => Promise<T>): Promise<T>;
  /** Statements in this order as one transaction, sent together: one round trip, since none needs the answer of another. */
  write(writes: readonly Write[]): Promise<void>;
  /** One statement that is a transaction of its own. */
  statement: Run;
  migrate(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Settings of every connection. Waits are bounded (reliability.md 2.6). The planner is held to index access and nested loops: batches
 * are small and keyed, and a plan made while the tables were empty must not live on, as a hash over everything, when they are full.
 */
const SESSION = '-c jit=off -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';
const WAITS = {
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  // Shorter than a lease: what a process that stands still has locked is free when its lanes are.
  idle_in_transaction_session_timeout: 5_000,
  connectionTimeoutMillis: 10_000,
};

/** 'junctor' in ASCII, shortened to what an advisory lock key holds. */
const MIGRATION_LOCK = '30803273424466802';

export function openDatabase(options: StoreOptions): Database {
  const source = new DataSource({
    type: 'postgres',
    url: options.databaseUrl,
    poolSize: options.poolSize ?? 8,
    applicationName: options.applicationName ?? 'junctor',
    synchronize: false,
    logging: false,
    entities,
    migrations,
    migrationsTableName: 'schema_migration',
    installExtensions: false,
    extra: { ...WAITS, options: SESSION, pipeline: true },
  });
  const open = opener(source);
  return {
    transaction: (work) => guarded(async () => inTransaction(await open(), work)),
    write: (writes) => guarded(async () => writeAll(await open(), writes)),
    statement: (statement, values) => guarded(async () => withClient(await open(), (run) => run(statement, values))),
    migrate: () => guarded(async () => migrate(await open().then(() => source))),
    close: () => guarded(async () => (source.isInitialized ? source.destroy() : undefined)),
  };
}

/** Opens once; a failed opening is forgotten, so that the next call tries again. */
function opener(source: DataSource): () => Promise<Pool> {
  let opening: Promise<DataSource> | undefined;
  return async () => {
    opening ??= source.initialize().then(heard);
    try {
      return poolOf(await opening);
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
}

/**
 * A new connection that Postgres ends in the packet that opens it is told of it before anybody listens, and unheard that would end the
 * process: whoever is lent it finds it unusable.
 */
function heard(source: DataSource): DataSource {
  poolOf(source).on('connect', (client) => client.on('error', () => undefined));
  return source;
}

/** TypeORM's Postgres driver keeps its pg pool under `master`; its types do not say so. */
function poolOf(source: DataSource): Pool {
  return (source.driver as unknown as { readonly master: Pool }).master;
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw databaseFailure(error);
  }
}

async function inTransaction<T>(pool: Pool, work: (run: Run, last: Run) => Promise<T>): Promise<T> {
  return withClient(pool, async (run, client) => {
    let ended: Promise<unknown> | undefined;
    const last: Run = async (statement, values) => {
      // After a statement that failed Postgres takes the commit for a rollback.
      const [answer, commit] = together(client, () => [run<never>(statement, values), client.query('commit')] as const);
      ended = commit;
      const [rows] = await Promise.all([answer, commit]);
      return rows;
    };
    // What is sent before the first wait goes together with the begin (the connection is pipelined): one round trip less a transaction.
    const [begun, working] = together(client, () => [client.query('begin'), work(run, last)] as const);
    try {
      const [result] = await Promise.all([working, begun]);
      if (ended === undefined) await client.query('commit');
      return result;
    } catch (error) {
      // A connection that cannot even roll back is lost; the first error stays the one that counts.
      await client.query('rollback').catch((lost: unknown) => {
        throw new AggregateError([error, lost], 'connection lost');
      });
      throw error;
    }
  });
}

/** After a statement that failed Postgres refuses the rest and takes the commit for a rollback, so the first failure is what went wrong. */
async function writeAll(pool: Pool, writes: readonly Write[]): Promise<void> {
  await withClient(pool, async (run, client) => {
    const answers = together(client, () => [
      client.query('begin'),
      ...writes.map(([statement, values]) => run(statement, values)),
      client.query('commit'),
    ]);
    const settled = await Promise.allSettled(answers);
    for (const each of settled) if (each.status === 'rejected') throw each.reason;
  });
}

/** What `send` sends leaves in one write to the socket. pg keeps its socket below the connection; its types do not say so. */
function together<T>(client: PoolClient, send: () => T): T {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Writable } }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/** Lends a connection; one that failed in any way but a plain SQL error is thrown away, not returned. */
async function withClient<T>(pool: Pool, work: (run: Run, client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // pg emits 'error' on a lent connection that is lost between two queries; unheard it would end the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    return await work(async ({ name, text }, values) => (await client.query({ name, text, values: values.map(onWire) })).rows, client);
  } catch (error) {
    if (!isSqlError(error)) broken ??= error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken ?? false);
  }
}

/** Arrays are written here: the client's own way of writing them costs several times as much. */
function onWire(value: Parameter): Cell {
  return typeof value === 'object' && value !== null ? arrayLiteral(value) : value;
}

function isSqlError(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && /^(22|23|40|42|55)/.test(error.code)
  );
}

/** All pending migrations and their bookkeeping in one transaction; whoever comes second waits for the lock and finds nothing to do. */
async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(`set local lock_timeout = '5min'; set local statement_timeout = '15min'`);
    await runner.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const executor = new MigrationExecutor(source, runner);
    executor.transaction = 'none';
    await executor.executePendingMigrations();
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}

/** One array per column, for `unnest`. */
export function columns<T>(rows: readonly T[], cells: readonly ((row: T) => Cell)[]): Cell[][] {
  return cells.map((cell) => rows.map(cell));
}
