/** Retry-After as destinations have been seen to write it (F13). */
import type { RetryAfterForm } from './fault-settings.ts';

const NAME = /^retry-after$/i;
const HUGE = '1000000000';

function written(form: RetryAfterForm, seconds: number, now: number): string | null {
  switch (form) {
    case 'seconds':
      return String(seconds);
    case 'date':
      return new Date(now + seconds * 1_000).toUTCString();
    case 'past':
      return new Date(now - 3_600_000).toUTCString();
    case 'huge':
      return HUGE;
    case 'garbage':
      return 'soon';
    case 'missing':
      return null;
  }
}

/** The headers of a 429 with Retry-After in another form than the seconds it is given in. */
export function inForm(headers: Readonly<Record<string, string>>, form: RetryAfterForm, now: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (!NAME.test(name)) return [[name, value]];
      const told = written(form, Number(value), now);
      return told === null ? [] : [[name, told]];
    }),
  );
}

/** What the headers say, whatever the case of the name; null when they say nothing. */
export function retryAfterOf(headers: Readonly<Record<string, string>>): string | null {
  return Object.entries(headers).find(([name]) => NAME.test(name))?.[1] ?? null;
}
