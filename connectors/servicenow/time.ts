/** Dates of an instance: stored in UTC, given and shown in the time zone of the user (formats.md, ServiceNow Table API). */

/** Stored dates are UTC as `YYYY-MM-DD HH:MM:SS`; null for anything else. */
export function timeOf(stored: string | undefined): number | null {
  if (stored === undefined || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(stored)) return null;
  const at = Date.parse(`${stored.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? null : at;
}

/** Epoch milliseconds as stored. */
export const storedTime = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

const shown = {
  ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
  ...({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const),
};

/** Epoch milliseconds as a user in `zone` writes them, in the date format that instances come with. */
export function displayTime(at: number, zone: string): string {
  const parts = new Map(
    new Intl.DateTimeFormat('en-US', { ...shown, timeZone: zone }).formatToParts(at).map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
}
