import { type Fetched, tokenRefusal, type WebhookSource } from '#libs/connector-kit';
import { type Keys, keysUrl, tokenIn, tokenRefusalBy } from './entra.ts';
import type { Settings } from './settings.ts';

/** Keys of the tenant are fetched when a token needs them: once, and again for a key that is not known yet. */
export function createAuthentication(
  keys: Fetched<Keys>,
  nowSeconds: () => number = () => Date.now() / 1_000,
): Required<Pick<WebhookSource<Settings>, 'prepare' | 'authenticate'>> {
  return {
    async prepare(headers, _body, { auth }) {
      const token = auth.type === 'entra' ? tokenIn(headers) : null;
      if (auth.type !== 'entra' || token === null) return;
      await keys.fetch(keysUrl(auth));
      if (keys.known(keysUrl(auth))?.has(token.kid) !== true) await keys.refresh(keysUrl(auth));
    },
    authenticate(headers, _body, { auth }) {
      if (auth.type !== 'entra') return tokenRefusal(headers, auth);
      return tokenRefusalBy(keys.known(keysUrl(auth)), tokenIn(headers), auth, nowSeconds());
    },
  };
}
