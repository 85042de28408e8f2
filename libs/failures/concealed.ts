/**
 * Secrets that this process has read. Whoever writes for people or machines asks for a text without them, since an error of somebody else's
 * making may quote what it was given.
 */

/** Shorter ones would tear ordinary words apart. */
const SHORTEST = 8;
/** More than a workspace names, rotated ones among them; the oldest goes first. */
const MOST = 500;
const HIDDEN = '[secret]';

/** Every form that it takes in a text, by the secret. */
const known = new Map<string, readonly string[]>();

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As it is, in JSON (an error's text inside of a log line too), in a URL, in a form, in a header of Basic or binary kind; longest first. */
function formsOf(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed();
  const forms = [
    ...[secret, inJson(secret), inJson(inJson(secret)), encodeURIComponent(wellFormed)],
    ...[new URLSearchParams({ _: wellFormed }).toString().slice(2), Buffer.from(secret).toString('base64').replace(/=+$/, '')],
  ];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** From now on `concealed` leaves it out. Nothing of fewer than 8 characters is remembered. */
export function rememberSecret(value: string): void {
  if (value.length < SHORTEST || known.has(value)) return;
  known.set(value, formsOf(value));
  for (const oldest of known.keys()) if (known.size > MOST) known.delete(oldest);
}

/** The text with `[secret]` in the place of every secret that was remembered. */
export function concealed(text: string): string {
  let shown = text;
  for (const forms of known.values()) for (const form of forms) if (shown.includes(form)) shown = shown.replaceAll(form, HIDDEN);
  return shown;
}
