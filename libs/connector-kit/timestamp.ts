const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))? ?(Z|z|UTC|([+-])(\d{2}):?(\d{2}))$/;

/** Go's zero time, which Alertmanager and Grafana send as endsAt while an alert is firing (formats.md). */
const ZERO = '0001-01-01T00:00:00';

export function isZeroTime(text: string): boolean {
  return text.startsWith(ZERO);
}

/**
 * Epoch milliseconds of an RFC 3339 time with up to nine fraction digits (cut, not rounded); null when it is none. An offset may lack
 * its colon, as CloudWatch writes it, and stand behind a blank, as GitLab writes it.
 */
export function epochMillis(text: string): number | null {
  const match = RFC_3339.exec(text);
  if (match === null) return null;
  const part = (at: number): number => Number(match[at] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (hour > 23 || minute > 59 || second > 60 || part(10) > 23 || part(11) > 59) return null;
  const millis = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const midnight = new Date(0);
  // setUTCFullYear, because Date.UTC takes the years 0 to 99 for 1900 to 1999.
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null;
  const offset = (match[9] === '-' ? -1 : 1) * (part(10) * 60 + part(11)) * 60_000;
  return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + millis - offset;
}
