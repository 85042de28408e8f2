/** Connections that break before anybody answers in the form that was agreed: what fails shows neither the secret nor a secret in an address. */
import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, readEnv } from '#libs/config';
import { createWay, FailureError, type Way } from '#libs/connector-kit';
import { environmentSchema } from '#libs/host';
import { createStore } from '#libs/state';
import { startRaw } from './hostile.ts';
import { connectorOf, failuresOf, others, plain, type Sample, samples, shownIn } from './samples.ts';

const inAddress = 'canary-in-an-address-5d1e8b';
const wholeOf = (error: unknown): string => {
  const failure = error instanceof FailureError ? error.failure : error instanceof ConfigError ? error.problems : null;
  return `${inspect(error, { depth: 12, showHidden: true })}\n${JSON.stringify(failure)}`;
};

type Raw = Awaited<ReturnType<typeof startRaw>>;
const raws: Record<string, Raw> = {};
beforeAll(async () => {
  raws.echo = await startRaw((heard) => heard);
  raws.header = await startRaw((heard) => `HTTP/1.1 200 OK\r\nbad header ${heard.toString('latin1')}`);
  raws.length = await startRaw((heard) => `HTTP/1.1 200 OK\r\ncontent-length: ${heard.toString('latin1')}`);
  raws.nothing = await startRaw(() => '');
});
afterAll(() => Promise.all(Object.values(raws).map((raw) => raw.close())));
const portOf = (name: string): number => raws[name]?.port ?? 1;

/** What a destination at this address fails with, connecting included. */
async function told(sample: Sample, address: string, way?: Way): Promise<unknown[]> {
  const connector = connectorOf(sample.connector);
  try {
    const destination = connector.connect?.(connector.settings.parse(sample.settings), {
      ...{ system: 'desk', address, secret: () => sample.secret, callTimeoutMs: 1_000, consistencyDelayMs: 0, allowLoopback: true, way },
    });
    if (destination === undefined) return [];
    return await failuresOf(destination).finally(() => destination.close());
  } catch (error) {
    return [error];
  }
}

const all: readonly Sample[] = [
  ...samples,
  ...others,
  {
    connector: 'email',
    name: 'email',
    settings: { send: { from: 'j@example.org', to: ['d@example.org'], tls: 'none', auth: { user: 'junctor', secret: 'env:X' } } },
    secret: plain,
    user: 'junctor',
  },
];

describe('a destination that breaks', () => {
  const places = (port: (name: string) => number): readonly string[] => [
    'http://127.0.0.1:1',
    `http://127.0.0.1:${port('echo')}`,
    `http://127.0.0.1:${port('header')}`,
    `http://127.0.0.1:${port('length')}`,
    `http://127.0.0.1:${port('nothing')}`,
    `https://127.0.0.1:${port('echo')}`,
    `https://127.0.0.1:${port('nothing')}`,
    `smtp://127.0.0.1:${port('echo')}`,
    `smtps://127.0.0.1:${port('echo')}`,
  ];

  it.each(all.map((sample) => [`${sample.name} with ${sample.secret.slice(0, 8)}`, sample] as const))(
    '%s: refused, hung up, no HTTP, no TLS',
    async (_name, sample) => {
      for (const place of places(portOf))
        for (const error of await told(sample, place)) {
          expect(error).toBeInstanceOf(FailureError);
          expect([place, shownIn(wholeOf(error), sample)]).toEqual([place, []]);
        }
    },
    60_000,
  );

  it.each(all.filter(({ secret }) => secret !== all[0]?.secret || secret === plain).map((sample) => [sample.name, sample] as const))(
    '%s: a secret in the address',
    async (_name, sample) => {
      const given = [
        `https://junctor:${inAddress}@127.0.0.1:1/`,
        `https://${inAddress}@127.0.0.1:1/`,
        `http://127.0.0.1:1/hooks/${inAddress}?sig=${inAddress}`,
        `https://127.0.0.1:${portOf('nothing')}/hooks/${inAddress}?sig=${inAddress}`,
        `http://127.0.0.1:${portOf('nothing')}/hooks/${inAddress}?sig=${inAddress}`,
        `ftp://junctor:${inAddress}@127.0.0.1/${inAddress}`,
        `smtp://junctor:${inAddress}@127.0.0.1:1`,
        `http://[${inAddress}/`,
        inAddress,
      ];
      let failures = 0;
      for (const [i, address] of given.entries())
        for (const error of await told(sample, address)) {
          failures += 1;
          expect([i, wholeOf(error).includes(inAddress)]).toEqual([i, false]);
        }
      expect(failures).toBeGreaterThan(3);
    },
    60_000,
  );
});

it('and one that hangs on a failure is found', () => {
  const error = new FailureError({ class: 'down', scope: 'system', evidence: { message: 'refused' } });
  expect(wholeOf(error)).not.toContain(plain);
  const answer = { request: { headers: [`authorization: ${plain}`] } };
  expect(wholeOf(Object.assign(error, { answer }))).toContain(plain);
});

describe('a proxy that repeats what it was told, or is none', () => {
  it.each(['echo', 'header', 'length', 'nothing', 'refusal'])(
    '%s',
    async (name) => {
      const refusal = await startRaw((heard) => `HTTP/1.1 407 ${heard.toString('latin1').replaceAll('\r\n', ' ')}\r\n\r\n`);
      const port = name === 'refusal' ? refusal.port : portOf(name);
      const secrets: Readonly<Record<string, string>> = { 'env:P': plain, 'env:URL': `http://junctor:${plain}@127.0.0.1:${port}` };
      const [sample] = all;
      if (sample === undefined) throw new Error('no sample');
      for (const proxy of [{ address: `http://127.0.0.1:${port}`, auth: { user: 'junctor', secret: 'env:P' } }, { address: 'env:URL' }]) {
        const way = createWay(
          { address: 'https://desk.example', proxy: { ...proxy, resolve: 'proxy' } },
          (reference) => secrets[reference] ?? '',
        );
        const errors = await told(sample, 'https://desk.example', way);
        expect(errors.length).toBeGreaterThan(0);
        for (const error of errors)
          expect([proxy.address, shownIn(wholeOf(error), { ...sample, user: 'junctor' })]).toEqual([proxy.address, []]);
      }
      await refusal.close();
    },
    30_000,
  );
});

/** A mail server that refuses every sign-in with all that it was given. */
async function startMail(): Promise<{ readonly port: number; readonly heard: string[]; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const heard: string[] = [];
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    socket.write('220 mail ESMTP\r\n');
    socket.on('data', (data: Buffer) => {
      const said = data.toString('latin1').trim();
      heard.push(said);
      socket.write(/^(EHLO|HELO)/i.test(said) ? '250-mail\r\n250 AUTH PLAIN LOGIN\r\n' : `535 5.7.8 refused: ${said}\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  return {
    ...{ port: typeof at === 'object' && at !== null ? at.port : 1, heard },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

it('a mail server that repeats the sign-in is not quoted with it', async () => {
  const mail = await startMail();
  const sample = all.find(({ name }) => name === 'email');
  if (sample === undefined) throw new Error('no sample for mail');
  const errors = await told(sample, `smtp://127.0.0.1:${mail.port}`);
  await mail.close();
  const forms = ['', '\0'].flatMap((end) => [`\0junctor\0${plain}${end}`, plain].map((text) => Buffer.from(text).toString('base64')));
  expect(forms.some((form) => mail.heard.join('\n').includes(form))).toBe(true);
  expect(errors.length).toBeGreaterThan(0);
  for (const error of errors)
    expect([...shownIn(wholeOf(error), sample), ...forms.filter((form) => wholeOf(error).includes(form))]).toEqual([]);
});

describe('a database that breaks', () => {
  const message = (kind: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(5);
    head.write(kind, 'latin1');
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const refusal = message('E', Buffer.from('SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "junctor"\0\0'));
  const asksForPassword = message('R', Buffer.from([0, 0, 0, 3]));

  it.each([
    ['nobody there', null],
    ['the password refused', refusal],
    ['hung up after the password', asksForPassword],
    ['no Postgres', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])(
    '%s',
    async (_name, says) => {
      const raw = says === null ? null : await startRaw(() => says);
      const store = createStore({ databaseUrl: `postgres://junctor:${inAddress}@127.0.0.1:${raw?.port ?? 1}/junctor` });
      const error: unknown = await store.migrate().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      await store.close();
      await raw?.close();
      expect(error).toBeInstanceOf(FailureError);
      expect(wholeOf(error)).not.toContain(inAddress);
    },
    30_000,
  );
});

describe('an environment that does not fit', () => {
  const right = { KAFKA_BROKERS: 'a:1', SCHEMA_REGISTRY_URL: 'http://registry', DATABASE_URL: 'postgres://a:b@db/x' };

  it.each([
    ['KAFKA_BROKERS', `junctor:${inAddress}@broker:9092`],
    ['KAFKA_BROKERS', `SASL_SSL://junctor:${inAddress}@broker:9092`],
    ['SCHEMA_REGISTRY_URL', `https://junctor:${inAddress}@registry`],
    ['SCHEMA_REGISTRY_URL', `https://registry/?apikey=${inAddress}`],
    ['SCHEMA_REGISTRY_URL', `junctor:${inAddress}@registry`],
    ['DATABASE_URL', `postgres://junctor:${inAddress}/rest@db/x`],
    ['DATABASE_URL', `postgres://junctor:12/${inAddress}@db/x`],
    ['DATABASE_URL', `junctor:${inAddress}@db/x`],
    ['DATABASE_URL', `mysql://junctor:${inAddress}@db/x`],
  ])('%s, which holds a secret, is refused and not shown', (name, value) => {
    let error: unknown = null;
    try {
      readEnv(environmentSchema, { ...right, [name]: value });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect(wholeOf(error)).toContain(name);
    expect(wholeOf(error)).not.toContain(inAddress);
  });
});
