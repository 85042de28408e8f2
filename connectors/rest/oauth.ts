/** Tokens by the client credentials grant: one at a time, renewed a while before its end, dropped when it is refused. */
import {
  answerJson,
  type ConnectContext,
  createHttpClient,
  FailureError,
  type HttpClient,
  type HttpReply,
  toFailure,
} from '#libs/connector-kit';
import type { Auth } from './settings/auth.ts';
import { shownForms } from './shown-forms.ts';
import type { SignIn } from './signed.ts';

/** A token is no longer used this long before it ends: a call under way must not outlive it. */
const EARLY_MS = 30_000;
/** Where the answer names no end. */
const DEFAULT_SECONDS = 300;
const MAX_SECONDS = 86_400;

interface Token {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly until: number;
  /** Version of the secret that it was had with. */
  readonly secret: string;
}

type Settings = Extract<Auth, { type: 'oauth2' }>;

function tokenOf(answer: unknown, secret: string, now: number): Token {
  const given = typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {};
  const { access_token: text, expires_in: seconds } = given;
  if (typeof text !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(text)) {
    const evidence = {
      message: 'The token endpoint answered without an access_token',
      hint: 'Compare settings.auth with its documentation',
    };
    throw new FailureError({ class: 'auth', scope: 'credential', evidence });
  }
  const life = Number(seconds) > 0 ? Math.min(Number(seconds), MAX_SECONDS) : DEFAULT_SECONDS;
  return { text, secret, until: now + Math.max(life * 1_000 - EARLY_MS, (life * 1_000) / 2) };
}

/** A call was not made because no token could be had: nothing was done, whatever became of the request for it. */
function withoutToken(error: unknown): FailureError {
  const failure = toFailure(error);
  const evidence = { ...failure.evidence, message: `No token: ${failure.evidence.message}` };
  if (failure.class === 'unknown' || failure.class === 'bug')
    return new FailureError({ ...failure, class: 'transient', scope: 'credential', evidence }, { cause: error });
  const isRefused = failure.class === 'invalid' || failure.class === 'auth';
  return new FailureError({ ...failure, ...(isRefused && { class: 'auth' as const }), scope: 'credential', evidence }, { cause: error });
}

export function createTokens(auth: Settings, context: ConnectContext, http: HttpClient): SignIn {
  const isOwn = auth.token.startsWith('/');
  const client = isOwn ? http : createHttpClient({ ...context, address: auth.token, concurrency: 1 });
  let token: Token | null = null;
  let asking: Promise<Token> | null = null;

  /** `secrets`: what an answer may repeat. */
  function request(secret: string): { headers: Record<string, string>; body: string; secrets: readonly string[] } {
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (auth.scope !== undefined) form.set('scope', auth.scope);
    if (auth.audience !== undefined) form.set('audience', auth.audience);
    const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    if (auth.clientIn === 'body') {
      form.set('client_id', auth.clientId);
      form.set('client_secret', secret);
    } else {
      // RFC 6749 2.3.1: both are form-encoded before they are joined.
      const basic = `${encodeURIComponent(auth.clientId)}:${encodeURIComponent(secret)}`;
      const encoded = Buffer.from(basic).toString('base64');
      headers.authorization = `Basic ${encoded}`;
      return { headers, body: form.toString(), secrets: [...shownForms(secret), encoded] };
    }
    return { headers, body: form.toString(), secrets: shownForms(secret) };
  }

  async function ask(secret: string): Promise<Token> {
    try {
      const { headers, body, secrets } = request(secret);
      // No caller's signal: several wait for one token, and each has the timeout of the client.
      const reply: HttpReply = await client.call({ method: 'POST', path: isOwn ? auth.token : '', headers, body });
      return tokenOf(answerJson([], reply, Date.now(), secrets), secret, Date.now());
    } catch (error) {
      throw withoutToken(error);
    }
  }

  async function current(): Promise<Token> {
    const secret = context.secret(auth.secret);
    if (token !== null && token.until > Date.now() && token.secret === secret) return token;
    asking ??= ask(secret).finally(() => {
      asking = null;
    });
    token = await asking;
    return token;
  }

  return {
    async sign(call) {
      const { text, secret } = await current();
      return { query: call.query, headers: { authorization: `Bearer ${text}` }, secrets: [text, ...shownForms(secret)] };
    },
    refused({ secrets }) {
      // Another call may have had a new one by now, which is not the one that was refused.
      if (token?.text === secrets[0]) token = null;
      return true;
    },
    close: () => (isOwn ? Promise.resolve() : client.close()),
  };
}
