/** Stands before a destination and keeps the writes that go through. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Write {
  readonly request: string;
  readonly body: unknown;
}

export interface Recorder {
  readonly url: string;
  /** What was written since it was last asked. */
  take(): readonly Write[];
  close(): Promise<void>;
}

/** What differs from run to run: ids that the destination made, and times. */
const stable = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{32}/g, '<id>')
    .replaceAll(/"timestamp":"[^"]*"/g, '"timestamp":"<now>"')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '<address>');

async function bodyOf(request: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function startRecorder(target: string): Promise<Recorder> {
  let writes: Write[] = [];
  const server = createServer((request, reply) => {
    const { method = 'GET', url = '/', headers } = request;
    const { host: _host, connection: _connection, 'content-length': _length, ...passed } = headers;
    const through = async (): Promise<void> => {
      const body = await bodyOf(request);
      if (method !== 'GET')
        writes.push({ request: stable(`${method} ${url.split('?')[0]}`), body: JSON.parse(stable(body.toString('utf8'))) });
      const sent = method === 'GET' ? {} : { body };
      const answer = await fetch(`${target}${url}`, { method, headers: passed as Record<string, string>, ...sent });
      const text = await answer.text();
      reply.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(text);
    };
    through().catch((error: unknown) => reply.writeHead(502).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = writes;
      writes = [];
      return taken;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
