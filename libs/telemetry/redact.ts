/** What of a logged object may be seen: names that mean a secret lose their value, however deep they lie and whatever holds them. */
import { pino } from 'pino';

const SECRET_NAME =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie|passw(?:or)?d|passphrase|.*secret|.*[-_]?token|.*(?:api|private|routing)[-_]?key)$/i;
const HIDDEN = '[secret]';
/** A log line is for a person: what lies deeper, or is more than this, is left out and said to be. */
const MAX_DEPTH = 16;
const MAX_VALUES = 2_000;

/** What signs somebody in where a text quotes it: `Bearer xyz`, `Basic xyz`, `scheme://user:password@host`. */
const TOKENS = /\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]{6,}/g;
const IN_ADDRESS = /(:\/\/[^\s"/@:]*):[^\s"/@]+@/g;

interface Walk {
  left: number;
  /** Objects that the one at hand lies in. */
  readonly within: Set<object>;
}

function plainOf(value: object): unknown {
  if (value instanceof Error) return pino.stdSerializers.err(value);
  return 'toJSON' in value && typeof value.toJSON === 'function' ? (value.toJSON() as unknown) : value;
}

function inside(value: object, walk: Walk): unknown {
  if (Array.isArray(value)) return value.map((one) => seen(one, walk));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, SECRET_NAME.test(name) && one !== undefined ? HIDDEN : seen(one, walk)]),
  );
}

function seen(value: unknown, walk: Walk): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (walk.within.has(value)) return '[circular]';
  walk.left -= 1;
  if (walk.left < 0 || walk.within.size >= MAX_DEPTH) return '[left out]';
  walk.within.add(value);
  const plain = plainOf(value);
  const shown = typeof plain === 'object' && plain !== null ? inside(plain, walk) : plain;
  walk.within.delete(value);
  return shown;
}

/** A line without what signs somebody in; only text inside of values changes, so that JSON stays JSON. */
export const withoutCredentials = (line: string): string => line.replace(TOKENS, `$1 ${HIDDEN}`).replace(IN_ADDRESS, `$1:${HIDDEN}@`);

/** A copy that may be logged. `toJSON` is asked where there is one; errors become plain objects with type, message and stack. */
export function withoutSecrets(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const walk: Walk = { left: MAX_VALUES, within: new Set() };
  return inside(entry, walk) as Record<string, unknown>;
}
