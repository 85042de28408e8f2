/** What every simulator's HTTP server needs: bodies with a cap, one way to answer, a start on a loopback port and a clean stop. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fate, spoil, statusOfSpoiled } from './fate.ts';
import type { FaultPanel } from './faults.ts';
import { createListener, type Listener, listen } from './listener.ts';
import { type RequestAtHand, withRequest } from './request.ts';
import { openRequestLog, type RequestLog } from './request-log.ts';
import { inForm, retryAfterOf } from './told-wait.ts';

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

const TOO_LARGE = json(413, { error: { message: 'Request too large', detail: null }, status: 'failure' });

/** null when it is longer than a body may be. */
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

/** What becomes of one request: the answer to give, or what is done to its connection instead. */
type End = Answer | 'cut' | 'reset' | { readonly spoiled: Extract<Fate, { kind: 'spoiled' }>['how'] };

interface Desk {
  readonly handler: Handler;
  readonly faults: FaultPanel | null;
  readonly log: RequestLog | null;
  readonly listener: Listener;
}

async function decide(desk: Desk, request: IncomingMessage, body: Buffer | null, atHand: RequestAtHand): Promise<End> {
  const { handler, faults } = desk;
  if (desk.listener.isAway()) return 'reset';
  if (body === null) return TOO_LARGE;
  const fate: Fate = faults === null ? { kind: 'none' } : faults.fate(request.method !== 'GET');
  if (fate.kind !== 'none') atHand.faults.push(fate.kind === 'spoiled' ? fate.how : fate.kind);
  if (fate.kind === 'instead') return fate;
  if (fate.kind === 'reset') return 'reset';
  atHand.answerLost = fate.kind !== 'none';
  if (fate.kind === 'late') {
    request.socket.destroy();
    await sleep(fate.afterMs);
  }
  const answer = await handler(request, body);
  // A refusal did no work and is sent as it is; what is spoiled is the answer to work that was done.
  if (fate.kind === 'spoiled' && (answer === 'withhold' || answer.status < 300)) return { spoiled: fate.how };
  return answer === 'withhold' || fate.kind === 'late' ? 'cut' : answer;
}

function statusOf(end: End): number | null {
  if (typeof end === 'string') return null;
  return 'spoiled' in end ? statusOfSpoiled(end.spoiled) : end.status;
}

function requestIdOf({ headers }: IncomingMessage): string | null {
  const id = headers['x-request-id'] ?? headers['webhook-id'];
  return typeof id === 'string' ? id : null;
}

function finished(end: End, faults: FaultPanel | null): End {
  const form = faults?.settings.retryAfterAs ?? 'seconds';
  if (form === 'seconds' || typeof end === 'string' || 'spoiled' in end || end.status !== 429) return end;
  return { ...end, headers: inForm(end.headers ?? {}, form, Date.now()) };
}

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const at = Date.now();
  const { method = 'GET', url: path = '/' } = request;
  const body = await readBody(request);
  const atHand: RequestAtHand = { at, text: () => `${path}\n${body?.toString('utf8') ?? ''}`, answerLost: false, faults: [] };
  const end = finished(await withRequest(atHand, () => decide(desk, request, body, atHand)), desk.faults);
  const headers = typeof end === 'string' || 'spoiled' in end ? {} : (end.headers ?? {});
  const line = {
    at,
    method,
    path,
    requestId: requestIdOf(request),
    status: statusOf(end),
    faults: atHand.faults,
    retryAfter: retryAfterOf(headers),
  };
  await desk.log?.append(line);
  if (end === 'reset') request.socket.resetAndDestroy();
  else if (end === 'cut') request.socket.destroy();
  else if ('spoiled' in end) await spoil(end.spoiled, request, response);
  else send(response, end);
}

/** The panel's own requests: never faulted, never in the log of requests. Who is told that the server goes away finds it gone. */
async function control(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { handler, faults, listener } = desk;
  const answer = await handler(request, (await readBody(request)) ?? Buffer.alloc(0));
  if (answer === 'withhold') return void request.socket.destroy();
  const down = faults?.settings.down;
  if (faults === null || down?.kind !== 'refused') return send(response, answer);
  faults.settings.down = null;
  response.setHeader('connection', 'close');
  const back = listener.goAway(down.forMs);
  send(response, answer);
  await back;
}

/**
 * Starts on 127.0.0.1; port 0 takes any free one. With a panel, the faults that every vendor has in common (late work,
 * pages, redirects, spoiled answers, being away) are done here; requests below /__sim/ are spared. `requestLog` names a file that gets
 * one line for each request, on disk before its answer.
 */
export async function startServer(
  port: number,
  handler: Handler,
  faults: FaultPanel | null = null,
  requestLog: string | null = null,
): Promise<RunningServer> {
  const log = await openRequestLog(requestLog);
  const server = createServer({ keepAliveTimeout: 60_000 });
  const taken = await listen(server, port);
  const listener = createListener(server, taken);
  const desk: Desk = { handler, faults, log, listener };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const answered = (request.url ?? '').startsWith('/__sim/') ? control(desk, request, response) : serve(desk, request, response);
    answered.catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      request.socket.destroy(); // a failed journal must never look like an answer
    });
  });
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    async close() {
      await listener.close();
      await log?.close();
    },
  };
}
