/**
 * Secrets that this process has read. Whoever writes for people or machines asks for a text without them, since an error of somebody else's
 * making may quote what it was given.
 */

/** Shorter ones would tear ordinary words apart. */
const SHORTEST = 8;
/** More than a workspace names, rotated ones among them; what was not read for longest goes first. */
const MOST = 500;
const HIDDEN = '[secret]';

/** Every form that it and its parts take in a text, by the secret; longest first. */
const known = new Map<string, readonly string[]>();
/** The same for what is read once, at start: nobody would read it again. */
const forGood = new Map<string, readonly string[]>();

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As it is, in JSON (an error's text inside of a log line too), in a URL, in a form, in a header of Basic or binary kind. */
function formsOf(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed();
  return [
    ...[secret, inJson(secret), inJson(inJson(secret)), encodeURIComponent(wellFormed)],
    ...[new URLSearchParams({ _: wellFormed }).toString().slice(2), Buffer.from(secret).toString('base64').replace(/=+$/, '')],
  ];
}

/** `forms` and those of the texts that are not among them. */
function withTexts(forms: readonly string[], texts: readonly string[]): readonly string[] {
  const more = texts.filter((text) => text.length >= SHORTEST && !forms.includes(text));
  return more.length === 0 ? forms : [...new Set([...forms, ...more.flatMap(formsOf)])].sort((a, b) => b.length - a.length);
}

/**
 * From now on `concealed` leaves it out, and the parts of it that are secret by themselves, until 500 others were remembered since it was last.
 * Nothing of fewer than 8 characters is remembered.
 */
export function rememberSecret(value: string, parts: readonly string[] = []): void {
  const forms = withTexts(known.get(value) ?? [], [value, ...parts]);
  if (forms.length === 0) return;
  known.delete(value);
  known.set(value, forms);
  for (const oldest of known.keys()) if (known.size > MOST) known.delete(oldest);
}

/** The same for as long as the process lives: for the few secrets that it starts with. */
export function rememberForGood(value: string): void {
  const forms = withTexts([], [value]);
  if (forms.length > 0) forGood.set(value, forms);
}

/** The text with `[secret]` in the place of every secret that was remembered. */
export function concealed(text: string): string {
  let shown = text;
  for (const secrets of [forGood, known])
    for (const forms of secrets.values()) for (const form of forms) if (shown.includes(form)) shown = shown.replaceAll(form, HIDDEN);
  return shown;
}
