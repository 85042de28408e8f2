/** Every connector that speaks HTTP goes by `spec.proxy` of its system without code of its own: nothing of it reaches the destination directly. */
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectDestination, createWay, type Failure, failureOf, rehearsedCall } from '#libs/connector-kit';
import { connectors } from './index.ts';
import { vendors } from './vendors.rig.ts';

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

let direct: Server;
let proxy: Server;
let [directPort, proxyPort] = [0, 0];
let knocks = 0;
let asked: string[] = [];

beforeAll(async () => {
  direct = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  });
  proxy = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (head) => {
      asked.push(head.toString());
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    });
  });
  [directPort, proxyPort] = [await listening(direct), await listening(proxy)];
});
beforeEach(() => {
  knocks = 0;
  asked = [];
});
afterAll(() => {
  direct.close();
  proxy.close();
});

const casts = new Map(vendors.map(({ cast }) => [cast.connector.name, cast]));
const reaching = connectors.filter(({ connect, way }) => connect !== undefined && (way === undefined || way.includes('proxy')));

describe('a write by way of a proxy that lets nothing through', () => {
  it.each(reaching.map((connector) => [connector.name, connector] as const))('%s', async (name, connector) => {
    const cast = casts.get(name);
    if (cast === undefined) throw new Error(`${name} has no cast: say in its \`way\` that it knows no proxy, or add one`);
    const secret = (): string => cast.secret;
    const address = `https://127.0.0.1:${directPort}`;
    const way = createWay({ address, proxy: { address: `http://127.0.0.1:${proxyPort}` } }, secret);
    const context = { system: name, address, secret, way, callTimeoutMs: 2_000, allowLoopback: true };
    const destination = connectDestination(connector, connector.settings.parse(cast.settings), context);
    const object = destination?.objects.incident;
    if (object === undefined) throw new Error(`${name} has no incidents`);
    const failure: Failure | null = await failureOf(object.createRecord('key', { title: 'T' }, rehearsedCall()));
    await destination?.close();
    expect(failure).toMatchObject({ class: 'invalid', scope: 'system', evidence: { message: expect.stringContaining('Proxy') } });
    expect(asked.length).toBeGreaterThan(0);
    for (const head of asked) expect(head).toMatch(new RegExp(`^CONNECT 127.0.0.1:${directPort} `));
    expect(knocks).toBe(0);
  });
});

describe('what signs in on the way is a part of the credential', () => {
  const connector = connectors.find(({ name }) => name === 'standard-webhook');
  const cast = casts.get('standard-webhook');
  const opened = (secrets: Readonly<Record<string, string>>, tls: object | undefined) => {
    if (connector === undefined || cast === undefined) throw new Error('no connector for webhooks');
    const secret = (reference: string): string => secrets[reference] ?? cast.secret;
    const address = 'https://192.0.2.1';
    const context = { system: 's', address, secret, way: createWay({ address, tls }, secret), callTimeoutMs: 1_000 };
    return connectDestination(connector, connector.settings.parse(cast.settings), context);
  };
  const own = { certificate: 'env:C', key: 'env:K' };

  it('its version changes when the certificate does, and not otherwise', () => {
    const version = (certificate: string) => opened({ 'env:C': certificate, 'env:K': 'k' }, own)?.credentialVersion?.();
    expect(version('one')).toBe(version('one'));
    expect(version('one')).not.toBe(version('two'));
  });
  it('nothing changes where nothing signs in there', () => {
    const plain = opened({}, undefined);
    const trusting = opened({}, { ca: 'env:CA' });
    expect([trusting?.credential, trusting?.credentialVersion?.()]).toEqual([plain?.credential, plain?.credentialVersion?.()]);
  });
});
