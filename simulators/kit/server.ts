/** What every simulator's HTTP server needs: bodies with a cap, one way to answer, a start on a loopback port and a clean stop. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { spoil, withAnswerLost } from './fate.ts';
import type { FaultPanel } from './faults.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RunningServer {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Stops listening, lets running requests end, then closes what is kept alive. */
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, body: Buffer) => Promise<Answer | 'withhold'>;

const MAX_BODY = 10 * 1024 * 1024;

/** JSON answer with the content type the vendor uses. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json;charset=UTF-8', ...headers }, body: JSON.stringify(value) };
}

function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY) chunks.push(chunk);
    });
    request.on('end', () => resolve(size > MAX_BODY ? null : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)) });
  response.end(answer.body);
}

async function answered(handler: Handler, request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
  const answer = await handler(request, body);
  if (answer === 'withhold') request.socket.destroy();
  else send(response, answer);
}

async function serve(handler: Handler, faults: FaultPanel | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === null) return send(response, json(413, { error: { message: 'Request too large', detail: null }, status: 'failure' }));
  const isControl = (request.url ?? '').startsWith('/__sim/');
  const fate = faults === null || isControl ? ({ kind: 'none' } as const) : faults.fate(request.method !== 'GET');
  if (fate.kind === 'none') return answered(handler, request, response, body);
  if (fate.kind === 'instead') return send(response, fate);
  if (fate.kind === 'late') {
    request.socket.destroy();
    await sleep(fate.afterMs);
    await withAnswerLost(() => handler(request, body));
    return;
  }
  const answer = await withAnswerLost(() => handler(request, body));
  // A refusal did no work and is sent as it is; what is spoiled is the answer to work that was done.
  if (answer !== 'withhold' && answer.status >= 300) return send(response, answer);
  await spoil(fate.how, request, response);
}

/**
 * Starts on 127.0.0.1; port 0 takes any free one. With a panel, the faults that every vendor has in common (late work,
 * pages, redirects, spoiled answers) are done here; requests below /__sim/ are spared.
 */
export async function startServer(port: number, handler: Handler, faults: FaultPanel | null = null): Promise<RunningServer> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    serve(handler, faults, request, response).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      request.socket.destroy(); // a failed journal must never look like an answer
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', 1024, resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 2_000).unref();
      }),
  };
}
