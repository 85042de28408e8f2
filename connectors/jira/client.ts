/** REST v3 over HTTP: paths, sign-in, answers. Throws FailureError only. */
import {
  answerJson,
  type Call,
  type ConnectContext,
  classify,
  createCredential,
  createHttpClient,
  FailureError,
  type HttpCall,
  type HttpReply,
  PROBE_REFUSED,
  probedWork,
} from '#libs/connector-kit';
import { failures } from './failures.ts';
import type { Settings } from './settings.ts';

export interface JiraClient {
  /** The JSON of the answer; `path` below /rest/api/3, or below /rest where it begins with /servicedeskapi or /api. */
  ask(method: HttpCall['method'], path: string, call: Call, body?: object): Promise<unknown>;
  /** A write that answers 204 without a body. */
  tell(method: 'POST' | 'PUT' | 'DELETE', path: string, call: Call, body?: object): Promise<void>;
  /** Reads who we are. */
  probe(signal: AbortSignal): Promise<void>;
  credentialVersion(): string;
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

type Read<T> = (reply: HttpReply, secrets: readonly string[]) => T;

const WHO_WE_ARE: HttpCall = { method: 'GET', path: '/myself' };

export function createJiraClient(settings: Settings, context: ConnectContext): JiraClient {
  const http = createHttpClient(context);
  const credential = createCredential(settings.auth.secret, context.secret);

  async function exchange<T>(secret: string, request: HttpCall, call: Call, read: Read<T>): Promise<T> {
    const basic = Buffer.from(`${settings.auth.user}:${secret}`).toString('base64');
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: `Basic ${basic}`,
      'x-request-id': call.deliveryId,
    };
    if (call.traceparent !== null) headers.traceparent = call.traceparent;
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    const { signal, answered, holds } = call;
    const reply = await http.call({
      ...request,
      path: `${/^\/(servicedeskapi|api)\//.test(request.path) ? '/rest' : '/rest/api/3'}${request.path}`,
      headers,
      signal,
      answered,
      holds,
    });
    const secrets = [secret, basic];
    if (servedAsNobody(reply)) throw new FailureError(classify(failures, { ...reply, status: 401 }, Date.now(), secrets));
    try {
      return read(reply, secrets);
    } catch (error) {
      throw explained(error, reply);
    }
  }

  async function probeAs(secret: string, call: Call): Promise<void> {
    await exchange(secret, WHO_WE_ARE, call, (reply, secrets) => answerJson([PROBE_REFUSED, ...failures], reply, Date.now(), secrets));
  }

  const send = <T>(request: HttpCall, call: Call, read: Read<T>): Promise<T> =>
    credential.use((secret) =>
      probedWork(
        () => exchange(secret, request, call, read),
        () => probeAs(secret, call),
      ),
    );

  return {
    ask: (method, path, call, body) =>
      send({ method, path, ...(body && { body: JSON.stringify(body) }) }, call, (reply, secrets) =>
        answerJson(failures, reply, Date.now(), secrets),
      ),
    tell: (method, path, call, body) =>
      send({ method, path, ...(body && { body: JSON.stringify(body) }) }, call, (reply, secrets) => {
        if (reply.status !== 204) answerJson(failures, reply, Date.now(), secrets);
      }),
    probe: (signal) => credential.use((secret) => probeAs(secret, { deliveryId: 'probe', changed: null, traceparent: null, signal })),
    credentialVersion: credential.version,
    close: () => http.close(),
  };
}
