/**
 * Receives signed webhooks and writes down every one of them. It dedupes nothing on purpose: what reached it twice is in
 * its journal twice, and the checkers count from there.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  type Burst,
  createFaultPanel,
  type Handler,
  json,
  openJournal,
  type RunningServer,
  readJournal,
  startServer,
} from '#simulators/kit';
import { openConnections } from './connections.ts';
import { refusal } from './signature.ts';

export interface ReceiverOptions {
  readonly port: number;
  readonly log: string | null;
  /** File that gets a line for every request; null keeps none. */
  readonly requests: string | null;
  /** `whsec_<base64>`; null checks nothing. */
  readonly secret: string | null;
  readonly withhold: number;
  readonly delayMs: number;
  readonly seed: number;
  readonly burst: Burst | null;
}

/** One line of the journal, in order of arrival. */
export interface WebhookLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly seq: number;
  readonly path: string;
  readonly webhookId: string;
  /** The sender's webhook-timestamp, epoch seconds. */
  readonly timestamp: number;
  readonly type: string | null;
  /** data.key, or data.number, or key of the body. */
  readonly key: string | null;
  /** SHA-256 of the body as it came, hex. */
  readonly digest: string;
  /** SHA-256 of `data` alone: equal for a re-send, whose envelope may differ. */
  readonly dataDigest: string;
  readonly data: unknown;
  readonly withheld: boolean;
  readonly traceparent: string | null;
  /** The caller's port: one connection, as long as it lasts. 0: it was gone before the work was done. */
  readonly connection: number;
}

export const DEFAULTS: ReceiverOptions = {
  port: 0,
  log: null,
  requests: null,
  secret: null,
  withhold: 0,
  delayMs: 0,
  seed: 1,
  burst: null,
};

const sha256 = (value: string | Buffer): string => createHash('sha256').update(value).digest('hex');

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function keyOf(body: Readonly<Record<string, unknown>>): string | null {
  const data = objectOf(body.data);
  const key = data.key ?? data.number ?? data.record ?? body.key;
  return typeof key === 'string' ? key : null;
}

function parse(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    return objectOf(JSON.parse(body.toString('utf8')));
  } catch {
    return null; // answered 400
  }
}

async function lastSeq(log: string | null): Promise<number> {
  let seq = 0;
  if (log !== null) for await (const line of readJournal(log)) seq = (line as WebhookLine).seq;
  return seq;
}

/** Starts the receiver. Control: GET /__sim/counters, GET or POST /__sim/faults. Any other POST is a webhook. */
export async function startWebhookReceiver(given: Partial<ReceiverOptions> = {}): Promise<RunningServer> {
  const options = { ...DEFAULTS, ...given };
  let seq = await lastSeq(options.log);
  const journal = await openJournal(options.log);
  const connections = await openConnections(options.log);
  const faults = createFaultPanel({ withhold: options.withhold, delayMs: options.delayMs, burst: options.burst }, options.seed + seq);
  const counters = { requests: 0, accepted: 0, withheld: 0, refused: 0, tooMany: 0 };

  function control(path: string, method: string, body: Buffer): Answer {
    if (path === '/__sim/counters') return json(200, { ...counters, ...journal.stats() });
    if (path !== '/__sim/faults') return json(404, { error: 'counters or faults' });
    try {
      if (method === 'POST') faults.change(parse(body) ?? {});
      return json(200, faults.settings);
    } catch (error) {
      return json(400, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  function refuse(status: number, error: string, headers: Readonly<Record<string, string>> = {}): Answer {
    counters[status === 429 ? 'tooMany' : 'refused'] += 1;
    return json(status, { error }, headers);
  }

  const serve: Handler = async (request, body) => {
    const path = request.url ?? '/';
    if (path.startsWith('/__sim/')) return control(path, request.method ?? 'GET', body);
    counters.requests += 1;
    const fault = faults.intercept();
    if (faults.settings.delayMs > 0) await sleep(faults.settings.delayMs);
    if (fault !== null)
      return refuse(fault.status, 'injected', fault.retryAfter === null ? {} : { 'Retry-After': String(fault.retryAfter) });
    if (request.method !== 'POST') return refuse(405, 'only POST');
    const why = options.secret === null ? null : refusal(request.headers, body, faults.secrets(options.secret), Date.now() / 1000);
    if (why !== null) return refuse(401, why);
    const message = parse(body);
    if (message === null) return refuse(400, 'not JSON');
    const withheld = faults.withholds();
    counters[withheld ? 'withheld' : 'accepted'] += 1;
    seq += 1;
    const header = (name: string): string | null => (typeof request.headers[name] === 'string' ? request.headers[name] : null);
    const line: WebhookLine = {
      at: Date.now(),
      seq,
      path,
      webhookId: header('webhook-id') ?? '',
      timestamp: Number(header('webhook-timestamp') ?? 0),
      type: typeof message.type === 'string' ? message.type : null,
      key: keyOf(message),
      digest: sha256(body),
      dataDigest: sha256(JSON.stringify(message.data ?? null)),
      data: message.data ?? null,
      withheld,
      traceparent: header('traceparent'),
      // A socket that is gone may still know the port it had.
      connection: request.socket.destroyed ? 0 : (request.socket.remotePort ?? 0),
    };
    const answered = connections.holds(request.socket, seq);
    await journal.append(line);
    if (withheld) return 'withhold';
    answered();
    return { status: 204, body: '' };
  };
  const server = await startServer(options.port, serve, faults, options.requests);
  const close = async (): Promise<void> => {
    await server.close();
    await journal.close();
    await connections.close();
  };
  return { url: server.url, port: server.port, close };
}
