import { createServer, connect as dial, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import { entities } from './entities/index.ts';
import { migrations } from './migrations/index.ts';
import { openDatabase } from './pool.ts';
import { createStore } from './store.ts';

let url: string;
beforeAll(async () => {
  url = await freshDatabase();
});
afterAll(async () => dropDatabase(url));

async function query<R extends object>(sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('migrate', () => {
  it('is applied once when six processes start at once, also with one connection each', async () => {
    const stores = Array.from({ length: 6 }, (_, n) => createStore({ databaseUrl: url, poolSize: 1, applicationName: `process ${n}` }));
    await Promise.all(stores.map((store) => store.migrate()));
    await Promise.all(stores.map((store) => store.ping()));
    await Promise.all(stores.map((store) => store.close()));
    expect(await query('select name from schema_migration order by id')).toEqual(migrations.map((each) => ({ name: each.name })));
  });

  it('makes exactly the columns that the entities declare', async () => {
    const source = new DataSource({ type: 'postgres', url, entities });
    await source.initialize();
    const declared = source.entityMetadatas.flatMap((entity) =>
      entity.columns.map(
        (column) =>
          `${entity.tableName}.${column.databaseName} ${source.driver.normalizeType(column)}${column.isArray ? '[]' : ''} ${column.isNullable} ${column.isPrimary}`,
      ),
    );
    await source.destroy();
    const found = await query<{ line: string }>(`
      select format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, null), not a.attnotnull,
        exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey))) as line
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname not in ('schema_migration')`);
    const words = found.map((each) =>
      each.line
        .replace(/ t (?=[tf]$)/, ' true ')
        .replace(/ f (?=[tf]$)/, ' false ')
        .replace(/t$/, 'true')
        .replace(/f$/, 'false'),
    );
    expect(words.sort()).toEqual(declared.map((line) => line.replace('timestamptz', 'timestamp with time zone')).sort());
  });

  it('can be undone and done again', async () => {
    const source = new DataSource({ type: 'postgres', url, entities, migrations, migrationsTableName: 'schema_migration' });
    await source.initialize();
    for (const _ of migrations) await source.undoLastMigration();
    await source.destroy();
    expect(await query(`select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`)).toEqual([
      { relname: 'schema_migration' },
    ]);
    const store = createStore({ databaseUrl: url });
    await store.migrate();
    expect(await store.counts()).toEqual({});
    await store.close();
  });
});

describe('the last statement of a transaction', () => {
  const divide = { name: 'test.divide', text: 'insert into note select 12 / $1::int returning n' };

  it('commits what came before it, or nothing of it when it fails, and leaves the connection usable', async () => {
    await query('create table note (n int)');
    const database = openDatabase({ databaseUrl: url, poolSize: 1 });
    const both = (by: number) =>
      database.transaction(async (run, last) => {
        await run({ name: 'test.one', text: 'insert into note values (1)' }, []);
        return last(divide, [by]);
      });
    await expect(both(0)).rejects.toThrow('division by zero');
    expect(await query('select n from note')).toEqual([]);
    expect(await both(4)).toEqual([{ n: 3 }]);
    expect(await query('select n from note order by n')).toEqual([{ n: 1 }, { n: 3 }]);
    await database.close();
    await query('drop table note');
  });
});

describe('a store', () => {
  it('says that Postgres is down, and opens once it is there', async () => {
    const gone = new URL(url);
    gone.port = '1';
    const store = createStore({ databaseUrl: gone.href });
    for (let turn = 0; turn < 2; turn++) {
      await expect(store.ping()).rejects.toMatchObject({ name: 'FailureError', failure: { class: 'down', scope: 'system' } });
    }
    await store.close();
  });

  it('never shows the password', async () => {
    const wrong = new URL(url);
    wrong.username = 'nobody';
    wrong.password = 'hunter2';
    const store = createStore({ databaseUrl: wrong.href });
    const error: unknown = await store.ping().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: { class: 'auth', scope: 'credential' } });
    expect(JSON.stringify(error) + String(error)).not.toContain('hunter2');
  });

  it('survives the loss of its connections, idle or in a transaction', async () => {
    const store = createStore({ databaseUrl: url, poolSize: 2, applicationName: 'victim' });
    await store.ping();
    const cut = () => query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'`);
    const waiting = async () =>
      (await query(`select from pg_stat_activity where application_name = 'victim' and wait_event_type = 'Lock'`)).length;
    await cut();
    await store.ping().catch(() => store.ping());
    const blocker = new pg.Client({ connectionString: url });
    await blocker.connect();
    await blocker.query('begin; lock table delivery');
    const item = { ...EMPTY, id: '00000000-0000-4000-8000-000000000001', messageId: '00000000-0000-4000-8000-000000000002' };
    const accepting = store.accept([item], (state) => ({ state, result: { kind: 'noop', reason: 'never written' } }));
    const refused = expect(accepting).rejects.toMatchObject({ name: 'FailureError', failure: { class: 'down' } });
    for (let turn = 0; turn < 200 && (await waiting()) === 0; turn++) await new Promise((resolve) => setTimeout(resolve, 25));
    await cut();
    await refused;
    await blocker.end();
    await store.ping();
    expect(await query('select id from delivery')).toEqual([]);
    await store.close();
  });
});

describe('statements sent together', () => {
  const insert = { name: 'test.insert', text: 'insert into kept select unnest($1::int[])' };
  const divide = { name: 'test.divide', text: 'select 1 / $1::int' };

  it('are one transaction: all of them or none, and the connection is as good as before', async () => {
    await query('create table kept (n int)');
    const database = openDatabase({ databaseUrl: url, poolSize: 1 });
    await expect(
      database.write([
        [insert, [[1, 2]]],
        [divide, [0]],
        [insert, [[3]]],
      ]),
    ).rejects.toMatchObject({ name: 'FailureError', failure: { evidence: { message: expect.stringContaining('division by zero') } } });
    expect(await query('select n from kept')).toEqual([]);
    await database.write([
      [insert, [[4]]],
      [divide, [1]],
    ]);
    expect(await query('select n from kept')).toEqual([{ n: 4 }]);
    await database.close();
    await query('drop table kept');
  });
});

const EMPTY = {
  flow: '',
  pattern: '',
  targetSystem: '',
  targetKey: '',
  system: '',
  record: '',
  version: 0,
  digest: '',
  occurredAt: 0,
  contribution: null,
  traceparent: null,
  trail: '',
};

describe('a connection that is ended in the packet that opens it', () => {
  const FATAL = 'SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0';
  const READY = Buffer.from('5a0000000549', 'hex');
  let ends = false;
  const sockets = new Set<Socket>();
  /** Stands before Postgres, and ends what it opens in the way of a postmaster that is killed at that moment. */
  const between = createServer((near) => {
    const { hostname, port } = new URL(url);
    const far = dial(Number(port), hostname);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(FATAL.length + 4);
    for (const each of [near, far]) sockets.add(each.on('error', () => undefined));
    const doomed = ends;
    near.pipe(far);
    far.on('data', (chunk) => {
      if (doomed && chunk.subarray(-READY.length).equals(READY))
        near.end(Buffer.concat([chunk, Buffer.from('E'), length, Buffer.from(FATAL)]));
      else near.write(chunk);
    });
    near.on('close', () => far.destroy());
  });
  beforeAll(() => new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve)));
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => between.close(resolve));
  });

  it('fails what it was opened for, and nothing else', async () => {
    const address = between.address();
    const through = new URL(url);
    through.port = String(typeof address === 'object' && address ? address.port : 0);
    const database = openDatabase({ databaseUrl: through.href, poolSize: 2 });
    const nap = () => database.statement({ name: 'test.nap', text: 'select pg_sleep(0.2)' }, []);
    await nap();
    ends = true;
    const both = await Promise.allSettled([nap(), nap()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { failure: { class: 'down', scope: 'system' } } });
    ends = false;
    await Promise.all([nap(), nap()]);
    await database.close();
  });
});
