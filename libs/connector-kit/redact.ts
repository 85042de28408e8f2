/** What may be shown of a call: excerpts for evidence and logs, without anything that opens a door. */
import { concealed } from '#libs/failures';

const SHOWN_HEADERS = new Set([
  'content-type',
  'content-length',
  'retry-after',
  'x-ratelimit-limit',
  'x-ratelimit-reset',
  'x-ratelimit-rule',
  'ratelimit-reason',
  'location',
  'date',
  'webhook-id',
  'x-request-id',
  'traceparent',
]);

/** Bearer and basic tokens anywhere. */
const TOKENS = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi;
/** Values behind names that mean a credential, in JSON, forms and headers. */
const NAMED =
  /(["']?(?:password|passwd|secret|client_secret|token|access_token|refresh_token|api_?key|authorization)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|[^\s,;&}]+)/gi;

const MAX_EXCERPT = 500;

/** Headers by allow-list: a name that is not on it keeps its name and loses its value. */
export function redactHeaders(headers: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) shown[name] = SHOWN_HEADERS.has(name.toLowerCase()) ? value : '***';
  }
  return shown;
}

/** Text with the given secrets, those that this process has read, and whatever looks like a credential, left out. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let shown = text;
  for (const secret of secrets) if (secret !== '') shown = shown.replaceAll(secret, '***');
  // Tokens first: behind `authorization:` the name's rule would take the scheme for the value and leave the token.
  return concealed(shown).replace(TOKENS, '$1 ***').replace(NAMED, '$1***');
}

/** At most 500 characters of a redacted text, white space folded. */
export function excerpt(text: string, secrets: readonly string[] = []): string {
  // Redacted before it is cut, so that no half of a secret is left at the end.
  return redact(text.slice(0, 20_000), secrets).replace(/\s+/g, ' ').trim().slice(0, MAX_EXCERPT);
}
