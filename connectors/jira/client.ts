/** REST v3 over HTTP: paths, sign-in, answers. Throws FailureError only. */
import {
  answerJson,
  type Call,
  type ConnectContext,
  classify,
  createHttpClient,
  FailureError,
  type HttpCall,
  type HttpReply,
} from '#libs/connector-kit';
import { failures } from './failures.ts';
import type { Settings } from './settings.ts';

export interface JiraClient {
  /** The JSON of the answer. */
  ask(method: HttpCall['method'], path: string, call: Call, body?: object): Promise<unknown>;
  /** A write that answers 204 without a body. */
  tell(method: 'POST' | 'PUT', path: string, call: Call, body: object): Promise<void>;
  close(): Promise<void>;
}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one for anything else. */
export function recordOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

/** Name of the first refused field of {errorMessages, errors}. */
function refusedField(body: string): string | undefined {
  try {
    return Object.keys(recordOf(recordOf(JSON.parse(body)).errors))[0];
  } catch {
    return undefined; // not JSON: the excerpt says what it was
  }
}

/** Adds the field that a refusal names; any other failure stays as it is. */
function explained(error: unknown, reply: HttpReply): unknown {
  if (!(error instanceof FailureError) || error.failure.class !== 'invalid' || reply.status !== 400) return error;
  const field = refusedField(reply.body);
  if (field === undefined) return error;
  return new FailureError({ ...error.failure, evidence: { ...error.failure.evidence, field } }, { cause: error });
}

/**
 * A site that does not accept a token may serve the call as nobody: an empty search, 404 for what is there (gk). "Not found" of a
 * nobody would be a second issue, so the header that tells it counts more than the status.
 */
function servedAsNobody(reply: HttpReply): boolean {
  return reply.status !== 403 && (reply.headers['x-seraph-loginreason'] ?? '').includes('AUTHENTICATED_FAILED');
}

export function createJiraClient(settings: Settings, context: ConnectContext): JiraClient {
  const { address, callTimeoutMs, concurrency, allowLoopback } = context;
  const http = createHttpClient({ address, callTimeoutMs, concurrency, allowLoopback });

  async function send<T>(request: HttpCall, call: Call, read: (reply: HttpReply, secrets: readonly string[]) => T): Promise<T> {
    const secret = context.secret(settings.auth.secret);
    const basic = Buffer.from(`${settings.auth.user}:${secret}`).toString('base64');
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: `Basic ${basic}`,
      'x-request-id': call.deliveryId,
    };
    if (call.traceparent !== null) headers.traceparent = call.traceparent;
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    const reply = await http.call({ ...request, path: `/rest/api/3${request.path}`, headers, signal: call.signal });
    const secrets = [secret, basic];
    if (servedAsNobody(reply)) throw new FailureError(classify(failures, { ...reply, status: 401 }, Date.now(), secrets));
    try {
      return read(reply, secrets);
    } catch (error) {
      throw explained(error, reply);
    }
  }

  return {
    ask: (method, path, call, body) =>
      send({ method, path, ...(body && { body: JSON.stringify(body) }) }, call, (reply, secrets) =>
        answerJson(failures, reply, Date.now(), secrets),
      ),
    tell: (method, path, call, body) =>
      send({ method, path, body: JSON.stringify(body) }, call, (reply, secrets) => {
        if (reply.status !== 204) answerJson(failures, reply, Date.now(), secrets);
      }),
    close: () => http.close(),
  };
}
