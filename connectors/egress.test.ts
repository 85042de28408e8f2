/**
 * 60 ways to write an address that no connector may talk to, through every way in which an address can come in (reliability.md, S2). A
 * server that listens on loopback counts who knocks: nobody does, and a control shows that it would be seen.
 */
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHttpClient, type Destination, failureOf, rehearsedCall, toFailure } from '#libs/connector-kit';
import { connectors, registry } from './index.ts';
import { vendors } from './vendors.rig.ts';

let trap: Server;
let trapPort = 0;
let knocks = 0;
let referrer: HttpServer;
let referrerUrl = '';
/** What the server that is allowed says to any request. */
let said: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

const listening = (server: Server | HttpServer): Promise<number> =>
  new Promise((resolve) => server.listen(0, '::', () => resolve((server.address() as AddressInfo).port)));

beforeAll(async () => {
  trap = createTcpServer((socket) => {
    knocks += 1;
    socket.destroy();
  });
  trapPort = await listening(trap);
  referrer = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(said.status, said.headers).end(said.body));
  });
  referrerUrl = `http://127.0.0.1:${await listening(referrer)}`;
});
beforeEach(() => {
  knocks = 0;
});
afterAll(() => {
  referrer.closeAllConnections();
  referrer.close();
  trap.close();
});

/** P stands for the port that the trap listens on. Those that could lead to this host do; the others lead to metadata and reserved addresses. */
const FORMS: readonly string[] = [
  // This host, IPv4: plain, short, decimal, octal, hexadecimal, mixed, with a dot at the end.
  'https://127.0.0.1:P/',
  'https://127.1:P/',
  'https://127.0.1:P/',
  'https://2130706433:P/',
  'https://017700000001:P/',
  'https://0177.0.0.1:P/',
  'https://0x7f000001:P/',
  'https://0x7f.0x0.0x0.0x1:P/',
  'https://0x7f.1:P/',
  'https://127.0.0.1.:P/',
  'https://127.8.9.10:P/',
  'https://0:P/',
  'https://0.0.0.0:P/',
  'https://0.1.2.3:P/',
  // The same in signs that a URL parser folds into digits and dots.
  'https://%31%32%37.0.0.1:P/',
  'https://１２７.０.０.１:P/',
  'https://127。0。0。1:P/',
  'https://①②⑦.⓪.⓪.①:P/',
  'https:\\\\127.0.0.1:P\\',
  'https:127.0.0.1:P/',
  'https:///127.0.0.1:P/',
  '  https://127.0.0.1:P/  ',
  'https://127.0.0.\t1:P/',
  // This host, IPv6: plain, long, mapped, compatible, translated, NAT64, 6to4, unspecified.
  'https://[::1]:P/',
  'https://[0:0:0:0:0:0:0:1]:P/',
  'https://[0000::0001]:P/',
  'https://[::ffff:127.0.0.1]:P/',
  'https://[::ffff:7f00:1]:P/',
  'https://[::127.0.0.1]:P/',
  'https://[::ffff:0:127.0.0.1]:P/',
  'https://[64:ff9b::127.0.0.1]:P/',
  'https://[64:ff9b:1::127.0.0.1]:P/',
  'https://[2002:7f00:1::]:P/',
  'https://[2001:0:7f00:1::]:P/',
  'https://[::]:P/',
  'https://[::ffff:0.0.0.0]:P/',
  // Names of this host.
  'https://localhost:P/',
  'https://LOCALHOST:P/',
  'https://localhost.:P/',
  'https://LocalHost:P/path?q#f',
  // Another host in front of it.
  'https://example.com@127.0.0.1:P/',
  'https://example.com:443@127.0.0.1:P/',
  'https://user:password@localhost:P/',
  'https://example.com%2f@127.0.0.1:P/',
  'https://127.0.0.1:P\\@example.com/',
  // Other schemes, and none.
  'http://127.0.0.1:P/',
  'http://localhost:P/',
  'ftp://127.0.0.1:P/',
  'gopher://127.0.0.1:P/_GET',
  'file://127.0.0.1/etc/passwd',
  'ws://127.0.0.1:P/',
  '//127.0.0.1:P/',
  '127.0.0.1:P',
  // Metadata services, link-local, multicast, reserved.
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
];
const at = (form: string): string => form.replace(':P', `:${trapPort}`);
const DENIED = { class: 'invalid', scope: 'system', evidence: { code: 'destination-denied' } };
const HASTE_MS = 2_000;

it('there are 60 of them, and none twice', () => expect(new Set(FORMS).size).toBe(60));

it('the trap sees who knocks, where that is allowed', async () => {
  const client = createHttpClient({ address: `http://127.0.0.1:${trapPort}`, callTimeoutMs: HASTE_MS, allowLoopback: true });
  await failureOf(client.call({ method: 'GET', path: '' }));
  await client.close();
  expect(knocks).toBe(1);
});

/** A create and whatever else it may do; what became of it, whether it fails when it is opened or when it is called. */
async function tried(open: () => Destination | undefined): Promise<unknown> {
  try {
    const destination = open();
    const object = destination?.objects.incident;
    if (destination === undefined || object === undefined) throw new Error('no incidents');
    const failure = await failureOf(object.createRecord('key', { title: 'T' }, rehearsedCall()));
    if (object.find !== undefined) await failureOf(object.find('key', rehearsedCall()));
    await destination.close();
    return failure;
  } catch (error) {
    return toFailure(error);
  }
}

const context = (address: string, allowLoopback: boolean, secret: string) => ({
  system: 'egress',
  address,
  secret: () => secret,
  callTimeoutMs: HASTE_MS,
  allowLoopback,
});

describe.each(vendors.map((vendor) => [vendor.cast.connector.name, vendor] as const))("%s: the system's address", (_name, { cast }) => {
  afterEach(() => expect(knocks).toBe(0));
  it.each(FORMS)('%s', async (form) => {
    const { connector } = cast;
    const settings = connector.settings.parse(cast.settings);
    expect(await tried(() => connector.connect?.(settings, context(at(form), false, cast.secret)))).toMatchObject(DENIED);
  });
});

describe('an address that is read from', () => {
  afterEach(() => expect(knocks).toBe(0));
  const pollers = connectors.flatMap((connector) => {
    const cast = vendors.find((vendor) => vendor.cast.connector === connector)?.cast;
    return connector.poll === undefined || cast === undefined ? [] : [[connector.name, connector, cast] as const];
  });
  it.each(pollers)('%s', async (_name, connector, cast) => {
    const given = connector.settings.safeParse(cast.settings).data;
    for (const form of FORMS) {
      const read = async (): Promise<void> => {
        const poller = connector.poll?.(given, context(at(form), false, cast.secret));
        try {
          await poller?.changedSince(0, null, new AbortController().signal);
        } finally {
          await poller?.close();
        }
      };
      expect(await failureOf(read())).not.toBeNull();
    }
  });
});

/** A system of a file alone, on the server that refers elsewhere. */
function described(address: string, allowLoopback: boolean, rest: object = {}): Destination | undefined {
  const connector = registry.get('rest');
  const call = { method: 'POST', path: '/items', body: { json: { key: '{{key}}' } }, answer: { id: 'id' }, idempotency: 'searchable' };
  const find = { path: '/items', query: { q: '{{key}}' }, carries: 'key', answer: { id: 'id' }, paging: { style: 'link' } };
  const update = { method: 'PATCH', path: '/items/{{id}}', body: { json: {} } };
  const models = { incident: { fields: { title: 'title' }, create: call, update, find } };
  const settings = connector.settings.parse({ auth: { type: 'none' }, models, ...rest });
  return connector.connect?.(settings, context(address, allowLoopback, 'secret'));
}

describe('an address that an answer names: the server is allowed, what it refers to is not asked', () => {
  afterEach(() => expect(knocks).toBe(0));
  it.each([301, 302, 303, 307, 308])('a redirect, %s', async (status) => {
    const client = createHttpClient({ address: referrerUrl, callTimeoutMs: HASTE_MS, allowLoopback: true });
    for (const form of FORMS) {
      said = { status, headers: { location: encodeURI(at(form)) }, body: '' };
      expect((await client.call({ method: 'POST', path: '/', body: '{}' })).status).toBe(status);
    }
    await client.close();
  });

  it.each(vendors.map((vendor) => [vendor.cast.connector.name, vendor] as const))('a redirect that answers %s', async (_name, { cast }) => {
    said = { status: 307, headers: { location: at('http://127.0.0.1:P/') }, body: '' };
    const settings = cast.connector.settings.parse(cast.settings);
    expect(await tried(() => cast.connector.connect?.(settings, context(referrerUrl, true, cast.secret)))).not.toBeNull();
  });

  it.each(['link', 'next'])('the next page of a list, by %s', async (style) => {
    const find = { path: '/items', carries: 'key', items: 'items', answer: { id: 'id' } };
    const paging = style === 'link' ? { style } : { style, at: 'next' };
    const create = { method: 'POST', path: '/items', body: { json: { key: '{{key}}' } }, answer: { id: 'id' }, idempotency: 'none' };
    const update = { method: 'PATCH', path: '/items/{{id}}', body: { json: {} } };
    const incident = { fields: { title: 'title' }, create, update, find: { ...find, paging } };
    const object = described(referrerUrl, true, { models: { incident } })?.objects.incident;
    for (const form of FORMS) {
      const next = at(form);
      const headers = { 'content-type': 'application/json', link: `<${encodeURI(next)}>; rel="next"` };
      said = { status: 200, headers, body: JSON.stringify({ items: [{ id: '1', key: 'other' }], next }) };
      expect(await failureOf(object?.find?.('key', rehearsedCall()) ?? Promise.resolve())).not.toBeNull();
    }
  });

  it('the place that tokens are had from', async () => {
    for (const form of FORMS) {
      const auth = { type: 'oauth2', token: at(form), clientId: 'c', secret: 'env:X' };
      expect(await tried(() => described('https://192.0.2.1', false, { auth }))).not.toBeNull();
    }
  });
});

describe('an address that a message names: a stranger writes it', () => {
  afterEach(() => expect(knocks).toBe(0));
  const TOPIC = 'arn:aws:sns:eu-central-1:210987654321:alarms';
  const connector = registry.get('aws-sns');
  const settings = connector.settings.parse({ topics: [TOPIC] });
  const message = {
    MessageId: 'm',
    TopicArn: TOPIC,
    Message: 'x',
    Timestamp: '2026-05-04T08:00:02.417Z',
    SignatureVersion: '2',
    Signature: 'eA==',
  };

  it.each(['SigningCertURL', 'SubscribeURL'])('%s of SNS', async (name) => {
    for (const form of FORMS) {
      const body = Buffer.from(JSON.stringify({ ...message, Type: 'SubscriptionConfirmation', Token: 't', [name]: at(form) }));
      await failureOf(connector.webhook?.prepare?.({}, body, settings) ?? Promise.resolve());
      expect(connector.webhook?.authenticate({}, body, settings)).not.toBeNull();
    }
  });
});
