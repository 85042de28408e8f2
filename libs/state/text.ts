/**
 * Text from sources, made fit for Postgres without losing a character. A `text` column refuses NUL, and the wire's UTF-8
 * cannot hold a lone surrogate; both are written as ␛ plus a code, ␛ itself is doubled. Ordinary text passes untouched.
 * JSON needs none of this: JSON.stringify escapes all three, which is why JSON lives in `text` columns and not in jsonb.
 */
const ESCAPE = '\u241b';
const UNFIT = /\0|\u241b|\p{Surrogate}/gu;
const ESCAPED = /\u241b(?:(\u241b)|0|d([0-9a-f]{4}))/g;

/** Reversible: two different texts never become one, so keys stay distinct. */
export function encodeText(text: string): string {
  if (!text.includes('\0') && !text.includes(ESCAPE) && text.isWellFormed()) return text;
  return text.replace(UNFIT, (unfit) => {
    if (unfit === '\0') return `${ESCAPE}0`;
    if (unfit === ESCAPE) return ESCAPE + ESCAPE;
    return `${ESCAPE}d${unfit.charCodeAt(0).toString(16)}`;
  });
}

export function decodeText(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replace(ESCAPED, (_, doubled: string | undefined, surrogate: string | undefined) => {
    if (doubled !== undefined) return ESCAPE;
    return surrogate === undefined ? '\0' : String.fromCharCode(Number.parseInt(surrogate, 16));
  });
}

export const encodeOptional = (text: string | null): string | null => (text === null ? null : encodeText(text));
export const decodeOptional = (text: string | null): string | null => (text === null ? null : decodeText(text));

/** JSON text of any value; what JSON has no word for (undefined, a function) becomes null. */
export const encodeJson = (value: unknown): string => JSON.stringify(value) ?? 'null';
