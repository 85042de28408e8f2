/** A server that gives back what it was sent, in every way an answer can: whoever writes answers down, writes down the secret. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

export const ways = [
  'echo 200',
  'echo 400',
  'echo 401',
  'echo 403',
  'echo 404',
  'echo 429',
  'echo 500',
  'bare 200',
  'bare 401',
  'page 200',
  'page 502',
  'moved',
  'cut off',
  'silent',
] as const;
export type Way = (typeof ways)[number];

export interface Hostile {
  readonly url: string;
  way: Way;
  /** Everything it was sent, to know that the secret really came here. */
  readonly heard: string[];
  close(): Promise<void>;
}

export async function startHostile(): Promise<Hostile> {
  const hostile = { way: 'echo 400' as Way, heard: [] as string[] };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const heard = `${request.method} ${request.url}\n${JSON.stringify(request.headers)}\n${Buffer.concat(parts).toString('utf8')}`;
      hostile.heard.push(heard);
      // One that is told apart by its address always answers in the same way.
      const own = /^\/w(\d+)\//.exec(`${request.url}/`)?.[1];
      answer((own === undefined ? undefined : ways[Number(own)]) ?? hostile.way, heard, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(hostile, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function answer(way: Way, heard: string, request: IncomingMessage, response: ServerResponse): void {
  const shown = heard.replace(/[^\x20-\x7e]/g, ' ').slice(0, 4_000);
  if (way === 'silent') return;
  if (way === 'moved') {
    response.writeHead(302, { location: `http://127.0.0.1:1/?was=${encodeURIComponent(shown)}`, 'x-echo': shown });
    response.end(shown);
    return;
  }
  if (way === 'cut off') {
    response.writeHead(400, { 'content-type': 'application/json', 'content-length': String(heard.length + 1_000), 'x-echo': shown });
    response.write(heard);
    setTimeout(() => response.destroy(), 20).unref();
    return;
  }
  const [form, status] = way.split(' ');
  const type = form === 'page' ? 'text/html' : 'application/json';
  response.writeHead(Number(status), {
    'content-type': type,
    'www-authenticate': shown,
    'retry-after': shown.slice(0, 200),
    'x-echo': shown,
  });
  if (form === 'bare') {
    // Short enough to be quoted whole by whoever can't read it as JSON.
    response.end(request.headers.authorization?.replace(/^\w+ /, '') ?? shown.slice(0, 60));
    return;
  }
  const told = { error: { message: heard, detail: request.headers.authorization }, errorMessages: [heard], message: heard, ok: false };
  response.end(form === 'page' ? `<html><body>${heard}</body></html>` : JSON.stringify(told));
}

/** A server that says whatever `say` makes of what it heard, HTTP or not, and hangs up. */
export async function startRaw(say: (heard: Buffer) => string | Buffer): Promise<{ readonly port: number; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createTcpServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // The other side may hang up first; that is its word, not a fault here.
    socket.on('error', () => socket.destroy());
    socket.once('data', (heard: Buffer) => socket.end(say(heard)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
