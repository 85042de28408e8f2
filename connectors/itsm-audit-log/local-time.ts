const DAY_FIRST = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})$/;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Epoch milliseconds of `D/M/YYYY HH:MM` read in an IANA time zone; null when it is no such time.
 * An hour that a clock change skips is read as if the clock had not been changed yet; of one that comes twice, the first.
 */
export function epochMillis(text: string, timezone: string): number | null {
  const match = DAY_FIRST.exec(text);
  if (match === null) return null;
  const part = (at: number): number => Number(match[at]);
  const [day, month, year, hour, minute] = [part(1), part(2), part(3), part(4), part(5)];
  if (hour > 23 || minute > 59 || year < 1900) return null;
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  const date = new Date(wall);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  if (timezone === 'UTC') return wall;
  // The offset before a change is the one of a day earlier; it makes the first of two and moves a skipped hour forward.
  const before = wall - offsetAt(wall - 86_400_000, timezone);
  const after = wall - offsetAt(wall + 86_400_000, timezone);
  return before + offsetAt(before, timezone) === wall || after + offsetAt(after, timezone) !== wall ? before : after;
}

/** True when the runtime knows the zone. */
export function isTimezone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function offsetAt(instant: number, timezone: string): number {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(instant)
      .map(({ type, value }): [string, number] => [type, Number(value)]),
  );
  const part = (name: string): number => parts.get(name) ?? 0;
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(instant / 1000) * 1000;
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-GB', { ...numeric, timeZone: timezone, hourCycle: 'h23', calendar: 'iso8601' });
  formats.set(timezone, format);
  return format;
}
