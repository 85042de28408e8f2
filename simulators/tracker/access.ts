/** Who may call: a personal token, or one of the OAuth endpoint while it lives. */
import { randomUUID } from 'node:crypto';
import { type Answer, type FaultPanel, json } from '#simulators/kit';
import type { SimulatorOptions } from './options.ts';

export interface Access {
  allows(authorization: string | null, now: number): boolean;
  /** POST /oauth/token with grant_type=client_credentials; the client in the body or in a Basic header. */
  issue(authorization: string | null, body: string, now: number): Answer;
  /** All tokens of the endpoint end at once, as when they are revoked. */
  revoke(): void;
}

function basicOf(authorization: string | null): readonly [string, string] | null {
  const encoded = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':', 2);
  return [decodeURIComponent(id), decodeURIComponent(secret)];
}

export function createAccess(options: SimulatorOptions, faults: FaultPanel): Access {
  const live = new Map<string, number>();
  return {
    allows(authorization, now) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) return false;
      return faults.secrets(options.token).includes(token) || (live.get(token) ?? 0) > now;
    },
    issue(authorization, body, now) {
      const form = new URLSearchParams(body);
      if (form.get('grant_type') !== 'client_credentials') return json(400, { error: 'unsupported_grant_type' });
      const [id, secret] = basicOf(authorization) ?? [form.get('client_id'), form.get('client_secret')];
      if (id !== options.clientId || secret !== options.clientSecret) return json(401, { error: 'invalid_client' });
      const token = `tk_${randomUUID().replaceAll('-', '')}`;
      live.set(token, now + options.tokenSeconds * 1_000);
      return json(200, { access_token: token, token_type: 'Bearer', expires_in: options.tokenSeconds });
    },
    revoke: () => live.clear(),
  };
}
