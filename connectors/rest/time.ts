/** Moments as systems write them, read to epoch milliseconds and written back. */
export const TIME_NAMES = ['iso', 'epochSeconds', 'epochMillis'] as const;

const TOKENS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  DD: '(?<day>\\d{2})',
  HH: '(?<hour>\\d{2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
};
const TOKEN = /YYYY|MM|DD|HH|mm|ss/g;
const PLAIN_PATTERN = /^(?:YYYY|MM|DD|HH|mm|ss|[ T.:/_-])+$/;

/** True for `iso`, `epochSeconds`, `epochMillis` and patterns such as `YYYY-MM-DD HH:mm:ss`. */
export function isTimeFormat(text: string): boolean {
  if ((TIME_NAMES as readonly string[]).includes(text)) return true;
  const tokens: readonly string[] = text.match(TOKEN) ?? [];
  return (
    PLAIN_PATTERN.test(text) && new Set(tokens).size === tokens.length && ['YYYY', 'MM', 'DD'].every((token) => tokens.includes(token))
  );
}

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false; // RangeError: no such zone
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a zone at a moment, as if it were UTC. */
function wallClock(at: number, zone: string): number {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    const numeric = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
    formatter = new Intl.DateTimeFormat('en-u-ca-gregory', { ...numeric, timeZone: zone, hourCycle: 'h23' });
    formatters.set(zone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The moment at which the clock of a zone shows this; the later offset where it shows it twice. */
function momentOf(clock: number, zone: string): number {
  if (zone === 'UTC') return clock;
  const first = clock - (wallClock(clock, zone) - clock);
  return first - (wallClock(first, zone) - clock);
}

function byPattern(text: string, pattern: string, zone: string): number | null {
  const found = new RegExp(`^${pattern.replaceAll('.', '\\.').replace(TOKEN, (token) => TOKENS[token] ?? token)}$`).exec(text)?.groups;
  if (found === undefined) return null;
  const [year, month, day] = [Number(found.year), Number(found.month), Number(found.day)];
  const [hour, minute, second] = [Number(found.hour ?? 0), Number(found.minute ?? 0), Number(found.second ?? 0)];
  const clock = Date.UTC(year, month - 1, day, hour, minute, second);
  const shown = new Date(clock);
  const isReal = shown.getUTCMonth() === month - 1 && shown.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal ? momentOf(clock, zone) : null;
}

/** Epoch milliseconds; null when the value is no such time. A text without an offset is read in `zone`. */
export function readTime(value: unknown, format: string, zone: string): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  if (format === 'epochSeconds' || format === 'epochMillis') {
    if (!/^-?\d{1,16}(?:\.\d{1,9})?$/.test(text)) return null;
    const at = Math.round(Number(text) * (format === 'epochSeconds' ? 1_000 : 1));
    return Math.abs(at) <= 8.64e15 ? at : null;
  }
  if (format !== 'iso') return byPattern(text, format, zone);
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?(?:Z|[+-]\d{2}:?\d{2})?$/i.test(text)) return null;
  const given = text.replace(' ', 'T').replace(',', '.');
  const isZoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(given.slice(10));
  const at = Date.parse(isZoned ? given : `${given.length === 10 ? `${given}T00:00` : given}Z`);
  if (Number.isNaN(at)) return null;
  return isZoned ? at : momentOf(at, zone);
}

/** The text or number that the system reads. */
export function writeTime(at: number, format: string, zone: string): string | number {
  if (format === 'epochSeconds') return Math.floor(at / 1_000);
  if (format === 'epochMillis') return at;
  if (format === 'iso') return new Date(at).toISOString();
  const iso = new Date(zone === 'UTC' ? at : wallClock(at, zone)).toISOString();
  const parts: Readonly<Record<string, string>> = {
    YYYY: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    DD: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  };
  return format.replace(TOKEN, (token) => parts[token] ?? token);
}
