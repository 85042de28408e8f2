/** ServiceNow's text form of a moment: stored and compared in UTC as `YYYY-MM-DD HH:MM:SS`. */

/** `at` in epoch milliseconds, to UTC. */
export function toStored(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A stored UTC value as a user of this time zone sees it; '' stays ''. */
export function toDisplay(stored: string, timeZone: string): string {
  const at = Date.parse(`${stored.replace(' ', 'T')}Z`);
  if (Number.isNaN(at)) return stored;
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

/** A date as the user writes it -> as stored; anything else stays as it is given. */
export function fromDisplay(shown: string, timeZone: string): string {
  const wanted = Date.parse(`${shown.replace(' ', 'T')}Z`);
  if (Number.isNaN(wanted)) return shown;
  // Off by the zone's distance from UTC, which may be another one at the corrected moment: so twice.
  const corrected = (at: number): number => at + wanted - Date.parse(`${toDisplay(toStored(at), timeZone).replace(' ', 'T')}Z`);
  return toStored(corrected(corrected(wanted)));
}
