import { request } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  readonly text: string;
}

const json = 'application/json';
const withinMs = 20_000;

/** One call; the connection is not used again. */
export function call(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer | null,
  contentType: string | null = json,
): Promise<Answer> {
  const length = body === null ? {} : { 'content-length': String(body.length) };
  return send(url, method, { ...(contentType && { 'content-type': contentType }), ...length, ...headers }, body);
}

/** The length is not announced beforehand. */
export function chunked(url: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer> {
  return send(url, 'POST', { 'content-type': json, 'transfer-encoding': 'chunked', ...headers }, body);
}

function send(url: string, method: string, headers: Readonly<Record<string, string>>, body: Buffer | null): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answered = false;
    const outgoing = request(url, { method, headers, agent: false, timeout: withinMs }, (incoming) => {
      answered = true;
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      const done = (): void => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      incoming.on('end', done);
      incoming.on('error', done);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${withinMs} ms`)));
    // Who is refused early may be cut off while it still writes: the answer that was read before counts.
    outgoing.on('error', (error) => setTimeout(() => !answered && reject(error), 500));
    outgoing.end(body ?? undefined);
  });
}

/** Announces the whole body, sends half of it and hangs up. */
export function brokenOff(url: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer> {
  const { hostname, port, pathname } = new URL(url);
  const all = { host: hostname, 'content-type': json, 'content-length': String(body.length), ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`POST ${pathname} HTTP/1.1\r\n${head.join('')}\r\n`);
      socket.write(body.subarray(0, body.length / 2), () => setTimeout(() => socket.destroy(), 100));
    });
    socket.on('close', () => resolve({ status: 0, text: '' }));
    socket.on('error', reject);
  });
}
