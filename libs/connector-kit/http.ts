/**
 * The one way out over HTTP: a pool per destination, no redirects, 1 MiB of answer at most, and an exact word on whether
 * a request left this process. Only a request that was being written can have had an effect (reliability.md 2.2).
 */
import { type Dispatcher, Pool } from 'undici';
import { FailureError } from '#libs/failures';
import { CHECKED } from './checked.ts';
import { connectBy } from './connect-by.ts';
import type { Answered, Call } from './contract.ts';
import { errorCode, errorMessage } from './error-code.ts';
import { notOurs } from './not-ours.ts';
import { excerpt } from './redact.ts';
import { guardAddress, guardedLookup } from './ssrf.ts';
import { tlsRow } from './tls-failure.ts';
import type { Way } from './way.ts';

export interface HttpClientOptions {
  /** Base URL; the path of a call is appended to its path. */
  readonly address: string;
  /** Connections, which is calls at a time. */
  readonly concurrency?: number | undefined;
  readonly callTimeoutMs: number;
  readonly allowLoopback?: boolean | undefined;
  /** Private networks that may be reached, as `10.0.0.0/8`. */
  readonly privateNetworks?: readonly string[] | undefined;
  /** Own certificates, a proxy. */
  readonly way?: Way | undefined;
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path and query below the address, starting with `/`; '' is the address itself. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Asked when the request is about to be written: the `holds` of the Call it belongs to. */
  readonly holds?: Call['holds'];
  /** Told of the answer once, as soon as its body is read or given up: the `answered` of the Call this request belongs to. */
  readonly answered?: Answered | undefined;
}

/** Header names are lower case; several values of one name are joined by a comma. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpClient {
  /**
   * Any answer with a status is returned, 3xx included. Throws FailureError: nothing was sent -> down/system when no
   * connection could be had, transient/record when time ran out first, transient/lane when it was not ours to send any more, invalid/system
   * when a certificate does not fit or a proxy does not let through, auth/credential when either does not accept who asks;
   * written but not answered -> unknown/record.
   */
  call(request: HttpCall): Promise<HttpReply>;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 3_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
const DEFAULT_CONCURRENCY = 16;

/** How far a call came. */
interface Progress {
  readonly written: boolean;
  /** Not even a status came back. */
  readonly unanswered: boolean;
  readonly timedOut: boolean;
}

/** `what` is the method and the host: never the path or query, which may hold data of a record. */
function callFailure(error: unknown, { written, unanswered, timedOut }: Progress, what: string): FailureError {
  if (!written && error instanceof FailureError) return error;
  const code = errorCode(error);
  const said = excerpt(errorMessage(error));
  const evidence = { code, excerpt: said };
  const tls = tlsRow(code);
  if (tls !== null && (!written || (tls.notLetIn && unanswered))) {
    const { class: kind, scope, meaning, hint } = tls;
    const message = `${what}: ${meaning} (${code})`;
    return new FailureError({ class: kind, scope, evidence: { ...evidence, message, hint } }, { cause: error });
  }
  if (written) {
    const message = `${what}: sent, but no whole answer came back (${code})`;
    return new FailureError({ class: 'unknown', scope: 'record', evidence: { ...evidence, message } }, { cause: error });
  }
  if (timedOut) {
    const message = `${what}: not sent, no connection was free in time`;
    return new FailureError({ class: 'transient', scope: 'record', evidence: { ...evidence, message } }, { cause: error });
  }
  const message = `${what}: no connection (${code})`;
  return new FailureError({ class: 'down', scope: 'system', evidence: { ...evidence, message } }, { cause: error });
}

function flatHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}

/** One call in flight: gathers the answer and settles once. */
class Exchange implements Dispatcher.DispatchHandler, Progress {
  written = false;
  timedOut = false;
  private settled = false;
  private controller: Dispatcher.DispatchController | null = null;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private status = 0;
  private headers: Readonly<Record<string, string>> = {};
  private readonly settle: { resolve(reply: HttpReply): void; reject(error: unknown): void };

  private readonly holds: Call['holds'];

  constructor(settle: { resolve(reply: HttpReply): void; reject(error: unknown): void }, holds: Call['holds']) {
    this.settle = settle;
    this.holds = holds;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.holds?.() === false) this.finish(notOurs());
    if (this.settled) controller.abort(new Error('given up before it was sent'));
    else this.written = true;
    this.controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.status = status;
    this.headers = flatHeaders(headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > MAX_ANSWER_BYTES) controller.abort(new Error('the answer is longer than 1 MiB'));
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.finish(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.finish(error);
  }

  get unanswered(): boolean {
    return this.status === 0;
  }

  /** Tells whoever counts answers that there was one; a status below 200 only announces it. */
  tell(answered: Answered): void {
    if (this.status >= 200) answered({ status: this.status, headers: this.headers });
  }

  /** Ends the call from outside: time is up, or the caller gave up. */
  giveUp(reason: unknown): void {
    this.timedOut = true;
    const started = this.controller;
    this.finish(reason);
    started?.abort(reason instanceof Error ? reason : new Error('given up'));
  }

  private finish(error: unknown): void {
    if (this.settled) return;
    this.settled = true;
    // A refusal is known by its status alone; only a success has to be read to the end.
    if (error === null || this.status >= 300) {
      this.settle.resolve({ status: this.status, headers: this.headers, body: Buffer.concat(this.chunks).toString('utf8') });
    } else this.settle.reject(error);
  }
}

/** Throws FailureError (invalid, system) at once when the address is not allowed. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const guard = { allowLoopback: options.allowLoopback ?? false, privateNetworks: options.privateNetworks };
  const base = guardAddress(options.address, guard);
  const prefix = base.pathname.replace(/\/$/, '');
  const pool = new Pool(base.origin, {
    connections: options.concurrency ?? DEFAULT_CONCURRENCY,
    pipelining: 1,
    connect:
      options.way === undefined
        ? { ...CHECKED, timeout: CONNECT_TIMEOUT_MS, lookup: guardedLookup(guard) }
        : connectBy(options.way, guard, CONNECT_TIMEOUT_MS),
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function call(request: HttpCall): Promise<HttpReply> {
    const { method, headers, body, signal } = request;
    const path = request.path === '' ? `${base.pathname}${base.search}` : `${prefix}${request.path}`;
    const { promise, resolve, reject } = Promise.withResolvers<HttpReply>();
    const exchange = new Exchange({ resolve, reject }, request.holds);
    const timer = setTimeout(() => exchange.giveUp(new Error(`no answer within ${options.callTimeoutMs} ms`)), options.callTimeoutMs);
    const onAbort = (): void => exchange.giveUp(signal?.reason);
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    try {
      if (signal?.aborted !== true)
        pool.dispatch({ method, path, ...(headers && { headers }), ...(body !== undefined && { body }) }, exchange);
      return await promise;
    } catch (error) {
      throw callFailure(error, exchange, `${method} ${base.host}`);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      if (request.answered !== undefined) exchange.tell(request.answered);
    }
  }

  return { call, close: () => pool.destroy() };
}
