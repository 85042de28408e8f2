import { isIP } from 'node:net';
import type { Logger } from '#libs/telemetry';
import { type ApiAnswer, type ApiRequest, answerOf, refusal } from './answer.ts';
import type { ConsoleEnvironment } from './config.ts';
import { type Actors, actorsOf, openTokens } from './tokens.ts';

export interface GateRequest {
  readonly method: string;
  /** With the query, from the root. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

export type Gate = (request: GateRequest) => Promise<ApiAnswer & { readonly headers: Record<string, string> }>;

/** Longest body, bytes. */
const longest = 3_000_000;
const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Lets in who has a token, from this machine unless told otherwise; says nothing of an error that nobody expected. */
export function createGate(api: (request: ApiRequest) => Promise<ApiAnswer>, env: ConsoleEnvironment, logger: Logger): Gate {
  const actors = openActors(env, logger);

  async function answer(request: GateRequest): Promise<ApiAnswer> {
    if (!env.JUNCTOR_CONSOLE_REMOTE && !isLoopback(request.socket.remoteAddress))
      return refusal(403, 'this API answers its own machine only', 'set JUNCTOR_CONSOLE_REMOTE=true, and put TLS before it');
    if (actors === null) return refusal(503, 'there is no token that could be used here', 'set JUNCTOR_CONSOLE_TOKEN to name:token');
    const { authorization } = request.headers;
    const actor = actors(typeof authorization === 'string' ? authorization : undefined);
    if (actor === null) return refusal(401, 'a bearer token is needed', 'send Authorization: Bearer TOKEN');
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (body.length > longest) return refusal(413, `the body is longer than ${longest} bytes`, 'use the command line for it');
    const url = new URL(request.url, 'http://localhost');
    const path = url.pathname.replace(/^\/api/, '');
    try {
      return await api({ method: request.method, path, query: Object.fromEntries(url.searchParams), body, actor });
    } catch (error) {
      const known = answerOf(error);
      if (known === null) logger.error({ err: error, path }, 'the API failed');
      return known ?? refusal(500, 'a mistake in Junctor itself', 'its log says more');
    }
  }

  return async (request) => ({ headers: { ...headers }, ...(await answer(request)) });
}

/** null: there is no token, and nobody is let in. */
function openActors(env: ConsoleEnvironment, logger: Logger): Actors | null {
  try {
    const { tokens, file } = openTokens(env);
    if (file !== null) logger.info({ file }, 'the token of the operators’ API is in this file');
    return actorsOf(tokens);
  } catch (error) {
    logger.warn({ reason: String(error) }, 'the operators’ API has no token and lets nobody in: set JUNCTOR_CONSOLE_TOKEN');
    return null;
  }
}

/** 127.0.0.0/8, ::1, and the former written as IPv6. */
export function isLoopback(address: string | undefined): boolean {
  const plain = address?.replace(/^::ffff:/i, '') ?? '';
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}
