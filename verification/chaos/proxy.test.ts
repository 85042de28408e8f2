import { once } from 'node:events';
import { createServer, type Server, Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type FaultProxy, startProxy } from './proxy.ts';

let echo: Server;
let proxy: FaultProxy;
const clients: Socket[] = [];
const accepted = new Set<Socket>();

beforeEach(async () => {
  echo = createServer((socket) => {
    accepted.add(socket);
    socket.on('error', () => undefined).on('close', () => accepted.delete(socket));
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const address = echo.address();
  proxy = await startProxy(typeof address === 'object' && address !== null ? address.port : 0);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  for (const socket of accepted) socket.destroy();
  echo.close();
});

async function connected(): Promise<{ client: Socket; got: () => string; said: (text: string) => Promise<void> }> {
  const client = new Socket().connect(proxy.port, '127.0.0.1');
  clients.push(client);
  client.on('error', () => undefined);
  let got = '';
  client.on('data', (chunk) => {
    got += String(chunk);
  });
  await once(client, 'connect');
  const said = async (text: string): Promise<void> => {
    while (got !== text) await once(client, 'data');
  };
  return { client, got: () => got, said };
}

const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

/** Long enough for what would pass to pass; what is held is waited for by its arrival. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 80));

it('passes everything on, and counts nothing as struck', async () => {
  const { client, said } = await connected();
  client.write('hello');
  await said('hello');
  expect(proxy.struck).toBe(0);
});

it.each(['silent', 'noAnswers'] as const)('%s: nothing comes back until it is healed, and then everything in order', async (kind) => {
  const { client, got, said } = await connected();
  await proxy.set({ kind });
  client.write('a');
  await aMoment();
  client.write('b');
  await aMoment();
  expect(got()).toBe('');
  await proxy.set({ kind: 'open' });
  await said('ab');
  expect(proxy.struck).toBeGreaterThan(0);
});

it('refused: what was connected is reset, and nobody is let in until it is healed', async () => {
  const before = await connected();
  const ended = closed(before.client);
  await proxy.set({ kind: 'refused' });
  await ended;
  await expect(connected()).rejects.toThrow('ECONNREFUSED');
  await proxy.set({ kind: 'open' });
  const { client, said } = await connected();
  client.write('again');
  await said('again');
});

it('healed by a reset: old connections end', async () => {
  const { client } = await connected();
  await proxy.set({ kind: 'silent' });
  const ended = closed(client);
  await proxy.set({ kind: 'open' }, 'reset');
  await ended;
});

it('healed but forgotten: old connections stay mute, new ones pass', async () => {
  const old = await connected();
  await proxy.set({ kind: 'silent' });
  old.client.write('lost');
  await proxy.set({ kind: 'open' }, 'forgotten');
  const { client, said } = await connected();
  client.write('new');
  await said('new');
  expect(old.got()).toBe('');
  expect(old.client.destroyed).toBe(false);
});

it('slow: bytes keep their order', async () => {
  await proxy.set({ kind: 'open', latencyMs: 15, bytesPerSecond: 100_000 });
  const { client, said } = await connected();
  for (const text of ['one ', 'two ', 'three']) client.write(text);
  await said('one two three');
});
