/** Against a raw TCP server, which says exactly what was sent before it answered, or did not. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { toFailure } from '#libs/failures';
import { createHttpClient, type HttpClient, type HttpReply } from './http.ts';

const servers: Server[] = [];
const clients: HttpClient[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function serve(onRequest: (socket: Socket, request: string) => void, seen: string[] = []): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      seen.push(chunk.toString());
      onRequest(socket, chunk.toString());
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`;
}

function client(address: string, callTimeoutMs = 2_000, concurrency = 1): HttpClient {
  const made = createHttpClient({ address, callTimeoutMs, concurrency, allowLoopback: true });
  clients.push(made);
  return made;
}
const post = { method: 'POST', path: '/x?a=1', body: '{}' } as const;
const failureOf = (call: Promise<HttpReply>) => call.then((reply) => reply, toFailure);
const ok = (body: string, more = '') => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${more}\r\n${body}`;

describe('answers', () => {
  it('status, headers and body; the path is below the address', async () => {
    const seen: string[] = [];
    const address = await serve((socket) => socket.write(ok('hello', 'X-A: 1\r\n')), seen);
    expect(await client(address).call(post)).toEqual({ status: 200, headers: { 'content-length': '5', 'x-a': '1' }, body: 'hello' });
    expect(seen[0]).toContain('POST /base/x?a=1 HTTP/1.1');
  });
  it('a redirect is not followed', async () => {
    const seen: string[] = [];
    const address = await serve((socket) => socket.write('HTTP/1.1 302 Found\r\nlocation: /y\r\ncontent-length: 0\r\n\r\n'), seen);
    expect(await client(address).call(post)).toMatchObject({ status: 302, headers: { location: '/y' } });
    expect(seen).toHaveLength(1);
  });
  it('a refusal is known by its status, even when its body breaks off', async () => {
    const address = await serve((socket) => socket.end('HTTP/1.1 422 No\r\ncontent-length: 100\r\n\r\nhalf'));
    expect(await client(address).call(post)).toMatchObject({ status: 422, body: 'half' });
  });
});

describe('written, then no whole answer: unknown', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['silence', () => undefined],
    ['a reset', (socket) => socket.resetAndDestroy()],
    ['a close', (socket) => socket.destroy()],
    ['half a success', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')],
    ['more than 1 MiB', (socket) => socket.write(ok('x'.repeat(1_100_000)))],
    ['no HTTP', (socket) => socket.end('garbage\r\n\r\n')],
  ])('%s', async (_name, onRequest) => {
    const address = await serve(onRequest);
    expect(await failureOf(client(address, 300).call(post))).toMatchObject({ class: 'unknown', scope: 'record' });
  });
  it('the caller gives up', async () => {
    const controller = new AbortController();
    const address = await serve(() => controller.abort());
    expect(await failureOf(client(address).call({ ...post, signal: controller.signal }))).toMatchObject({ class: 'unknown' });
  });
});

describe('whoever counts answers', () => {
  const told = async (onRequest: (socket: Socket) => void): Promise<number[]> => {
    const statuses: number[] = [];
    await failureOf(client(await serve(onRequest), 300).call({ ...post, answered: ({ status }) => statuses.push(status) }));
    return statuses;
  };
  it.each<[string, (socket: Socket) => void, number[]]>([
    ['a success', (socket) => socket.write(ok('hello')), [200]],
    ['a refusal', (socket) => socket.write('HTTP/1.1 429 No\r\ncontent-length: 0\r\n\r\n'), [429]],
    ['a redirect', (socket) => socket.write('HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n'), [302]],
    ['half a success, which was counted there', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'), [200]],
    ['early hints, then the answer', (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${ok('hello')}`), [200]],
    ['early hints, then nothing', (socket) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'), []],
    ['nothing', (socket) => socket.resetAndDestroy(), []],
  ])('%s', async (_name, onRequest, statuses) => expect(await told(onRequest)).toEqual(statuses));
  it('is told the headers', async () => {
    const seen: Readonly<Record<string, string>>[] = [];
    const address = await serve((socket) => socket.write(ok('', 'X-RateLimit-Limit: 5\r\n')));
    await client(address).call({ ...post, answered: ({ headers }) => seen.push(headers) });
    expect(seen).toMatchObject([{ 'x-ratelimit-limit': '5' }]);
  });
});

describe('nothing was written', () => {
  it('no one listens: down', async () => {
    expect(await failureOf(client('http://127.0.0.1:1').call(post))).toMatchObject({
      class: 'down',
      scope: 'system',
      evidence: { code: 'ECONNREFUSED' },
    });
  });
  it('a name that is not there: down', async () => {
    const made = createHttpClient({ address: 'https://no-such-host.invalid', callTimeoutMs: 2_000 });
    clients.push(made);
    expect(await failureOf(made.call(post))).toMatchObject({ class: 'down', scope: 'system' });
  });
  it('given up before: transient, and never sent later', async () => {
    const seen: string[] = [];
    const address = await serve(() => undefined, seen);
    expect(await failureOf(client(address).call({ ...post, signal: AbortSignal.abort() }))).toMatchObject({
      class: 'transient',
      scope: 'record',
    });
    expect(seen).toEqual([]);
  });
  it('the one connection is busy until time is up: transient, and never sent later', async () => {
    const seen: string[] = [];
    const address = await serve((socket) => setTimeout(() => socket.write(ok('late')), 400), seen);
    const made = client(address, 1_000);
    const first = made.call({ ...post, path: '/first' });
    const second = made.call({ ...post, path: '/second', signal: AbortSignal.timeout(100) });
    expect(await failureOf(second)).toMatchObject({ class: 'transient', scope: 'record' });
    expect(await first).toMatchObject({ body: 'late' });
    expect(await made.call({ ...post, path: '/third' })).toMatchObject({ status: 200 });
    expect(seen.join('')).not.toContain('/second');
  });
  it('a record that went to somebody else while a connection was waited for: transient of the lane, and nothing was sent', async () => {
    const seen: string[] = [];
    const address = await serve((socket) => setTimeout(() => socket.write(ok('late')), 100), seen);
    const made = client(address, 1_000);
    let ours = true;
    const first = made.call({ ...post, path: '/first' });
    const second = made.call({ ...post, path: '/second', holds: () => ours });
    ours = false;
    expect(await failureOf(second)).toMatchObject({ class: 'transient', scope: 'lane' });
    expect(await first).toMatchObject({ body: 'late' });
    expect(await made.call({ ...post, path: '/third', holds: () => true })).toMatchObject({ status: 200 });
    expect(seen.join('')).not.toContain('/second');
  });
  it('an address that is denied: invalid, at once', () => {
    expect(() => createHttpClient({ address: 'http://127.0.0.1:1', callTimeoutMs: 100 })).toThrow('loopback');
  });
});
