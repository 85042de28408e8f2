/** Requests made from the system file: rendered, signed, sent, judged. Throws FailureError only. */
import { type Call, type ConnectContext, createHttpClient, FailureError, type HttpCall, probedWork } from '#libs/connector-kit';
import { type CallKind, createAnswerReader, type Needs, type ReadAnswer } from './answer.ts';
import { type BodyTemplate, makeBody } from './body.ts';
import { renderHeaders, renderPath, renderQuery } from './place.ts';
import type { Settings } from './settings.ts';
import { createSignIn } from './sign-in.ts';
import type { Signed, Unsigned } from './signed.ts';
import type { Scope } from './template.ts';

export interface Request {
  readonly method: HttpCall['method'];
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: BodyTemplate | undefined;
}

/** What a call needs to be known by; `deliveryId` null for one that belongs to no delivery. */
export type Sending = Pick<Call, 'traceparent' | 'signal'> & {
  readonly deliveryId: string | null;
  readonly answered?: Call['answered'] | undefined;
  readonly holds?: Call['holds'];
};

export interface RestClient {
  send(request: Request, scope: Scope, sending: Sending, needs: Needs, kind: CallKind): Promise<ReadAnswer>;
  /** A URL that an answer named: only of the same origin, since it is sent our credential. Throws FailureError (invalid, system). */
  follow(url: string, request: Request, scope: Scope, sending: Sending): Promise<ReadAnswer>;
  /** The harmless read of the file; does nothing when it names none. */
  probe(sending: Sending): Promise<void>;
  close(): Promise<void>;
}

const ACCEPT: Readonly<Record<Settings['answers'], string>> = { json: 'application/json', xml: 'application/xml, text/xml', form: '*/*' };

function made(settings: Settings, request: Request, scope: Scope, sending: Sending): Unsigned {
  const body = request.body === undefined ? undefined : makeBody(request.body, scope);
  const headers: Record<string, string> = {
    accept: ACCEPT[settings.answers],
    ...(sending.deliveryId !== null && { 'x-request-id': sending.deliveryId }),
    ...(body !== undefined && { 'content-type': body.contentType }),
    ...renderHeaders(settings.headers, scope),
    ...renderHeaders(request.headers, scope),
    ...(sending.traceparent !== null && { traceparent: sending.traceparent }),
  };
  return {
    method: request.method,
    path: renderPath(request.path, scope),
    query: renderQuery(request.query, scope),
    headers,
    body: body?.text,
  };
}

const isAuth = (error: unknown): boolean => error instanceof FailureError && error.failure.class === 'auth';

/** Path and query below the address for a URL that an answer named; null when it leads elsewhere. */
function below(address: string, url: string): { readonly path: string; readonly query: string } | null {
  const base = new URL(address);
  const root = base.pathname.replace(/\/$/, '');
  if (!URL.canParse(url, address)) return null;
  const target = new URL(url, base);
  const isOurs = target.origin === base.origin && (root === '' || target.pathname === root || target.pathname.startsWith(`${root}/`));
  return isOurs ? { path: target.pathname.slice(root.length) || '/', query: target.search.slice(1) } : null;
}

/** Throws FailureError (invalid, system) at once when the address is not allowed. */
export function createRestClient(settings: Settings, context: ConnectContext): RestClient {
  const { address } = context;
  const http = createHttpClient(context);
  const signIn = createSignIn(settings.auth, context, http);
  const reader = createAnswerReader(settings);

  async function once(call: Unsigned, signed: Signed, sending: Sending, needs: Needs, kind: CallKind): Promise<ReadAnswer> {
    const { headers, query, secrets } = signed;
    const { method, body } = call;
    const { signal, answered, holds } = sending;
    const path = query === '' ? call.path : `${call.path}?${query}`;
    const reply = await http.call({
      method,
      path,
      headers: { ...call.headers, ...headers },
      ...(body !== undefined && { body }),
      signal,
      answered,
      holds,
    });
    return reader.read(reply, needs, kind, secrets);
  }

  /** What was not let in has done nothing: with a new token or a rotated secret it may be tried once more. */
  async function exchange(call: Unsigned, sending: Sending, needs: Needs, kind: CallKind): Promise<ReadAnswer> {
    const signed = await signIn.sign(call);
    try {
      return await once(call, signed, sending, needs, kind);
    } catch (error) {
      if (!isAuth(error) || !signIn.refused(signed)) throw error;
      return once(call, await signIn.sign(call), sending, needs, kind);
    }
  }

  async function probe(sending: Sending): Promise<void> {
    if (settings.probe === undefined) return;
    await exchange(made(settings, { method: 'GET', ...settings.probe }, {}, sending), sending, 'nothing', 'probe');
  }

  function probed(work: () => Promise<ReadAnswer>, sending: Sending): Promise<ReadAnswer> {
    return settings.probe === undefined ? work() : probedWork(work, () => probe(sending));
  }

  return {
    probe,
    async send(request, scope, sending, needs, kind) {
      const call = made(settings, request, scope, sending);
      return probed(() => exchange(call, sending, needs, kind), sending);
    },
    async follow(url, request, scope, sending) {
      const target = below(address, url);
      if (target === null) {
        const evidence = {
          message: 'The next page of a list is at another address',
          expected: new URL(address).origin,
          hint: 'Describe paging another way',
        };
        throw new FailureError({ class: 'invalid', scope: 'system', evidence });
      }
      const { headers } = made(settings, { ...request, body: undefined, path: '/', query: {} }, scope, sending);
      return probed(() => exchange({ method: 'GET', ...target, headers, body: undefined }, sending, 'data', 'read'), sending);
    },
    async close() {
      await signIn.close();
      await http.close();
    },
  };
}
