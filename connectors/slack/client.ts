/** Slack's Web API: success is `ok: true`, whatever the status. Throws FailureError only. */
import {
  type Answer,
  answerJson,
  type Call,
  type ConnectContext,
  classify,
  createCredential,
  createHttpClient,
  FailureError,
  type HttpCall,
  PROBE_REFUSED,
  probedWork,
  type Rights,
} from '#libs/connector-kit';
import { failures } from './failures.ts';
import type { Settings } from './settings.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one for anything else. */
export function recordOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

export interface SlackClient {
  /** POST with a JSON body. */
  write(method: string, body: object, call: Call): Promise<JsonRecord>;
  /** GET with a query. */
  read(method: string, query: Readonly<Record<string, string>>, call: Call): Promise<JsonRecord>;
  /** Asks who we are. */
  probe(signal: AbortSignal): Promise<void>;
  /** Asks what the token may do. */
  rights(signal: AbortSignal): Promise<Rights>;
  credentialVersion(): string;
  close(): Promise<void>;
}

/** Scopes of a bot token: writing, and reading the history of a public (C...) or a private channel. */
function rightsOf(scopes: readonly string[], channel: string): Rights {
  const history = channel.startsWith('G') ? ['groups:history'] : ['channels:history', 'groups:history'];
  const missing = [
    ...(scopes.includes('chat:write') ? [] : ['chat:write']),
    ...(history.some((scope) => scopes.includes(scope)) ? [] : [history.join(' or ')]),
  ];
  return { missing, excess: scopes.filter((scope) => scope !== '' && scope !== 'chat:write' && !history.includes(scope)) };
}

export function createSlackClient(settings: Settings, context: ConnectContext): SlackClient {
  const http = createHttpClient(context);
  const credential = createCredential(settings.token, context.secret);

  async function exchange(token: string, request: HttpCall, call: Call, rows = failures): Promise<JsonRecord> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'x-request-id': call.deliveryId,
    };
    if (call.traceparent !== null) headers.traceparent = call.traceparent;
    if (request.body !== undefined) headers['content-type'] = 'application/json; charset=utf-8';
    const { signal, answered, holds } = call;
    const reply = await http.call({ ...request, path: `/api/${request.path}`, headers, signal, answered, holds });
    const answer = recordOf(answerJson(rows, reply, Date.now(), [token]));
    if (answer.ok !== true) throw new FailureError(classify(rows, reply, Date.now(), [token]));
    return answer;
  }

  async function probeAs(token: string, call: Call): Promise<void> {
    await exchange(token, { method: 'GET', path: 'auth.test' }, call, [PROBE_REFUSED, ...failures]);
  }

  const send = (request: HttpCall, call: Call): Promise<JsonRecord> =>
    credential.use((token) =>
      probedWork(
        () => exchange(token, request, call),
        () => probeAs(token, call),
      ),
    );

  return {
    write: (method, body, call) => send({ method: 'POST', path: method, body: JSON.stringify(body) }, call),
    read: (method, query, call) => send({ method: 'GET', path: `${method}?${new URLSearchParams(query)}` }, call),
    probe: (signal) => credential.use((token) => probeAs(token, { deliveryId: 'probe', changed: null, traceparent: null, signal })),
    async rights(signal) {
      let told = '';
      const answered = ({ headers }: Answer): void => {
        told = headers['x-oauth-scopes'] ?? '';
      };
      await credential.use((token) => probeAs(token, { deliveryId: 'probe', changed: null, traceparent: null, signal, answered }));
      return rightsOf(
        told.split(',').map((scope) => scope.trim()),
        settings.channel,
      );
    },
    credentialVersion: credential.version,
    close: () => http.close(),
  };
}
