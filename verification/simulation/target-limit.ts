import { retryAtOf } from '#libs/connector-kit';
import type { Host } from './host.ts';
import type { Journal, Request } from './journal.ts';
import type { World } from './world.ts';

/** More calls of one lane than these within one limit that tells nothing of use are a hot loop. */
const mostUntold = 12;

/** Epoch milliseconds as the whole second that a header can name, never earlier. */
const dateOf = (epoch: number): string => new Date(Math.ceil(epoch / 1000) * 1000).toUTCString();

/** The forms of Retry-After that a limit of so many milliseconds comes in (reliability.md F13); null where the header is missing. */
const forms: readonly ((restMs: number, epoch: number) => { readonly header: string | null; readonly toldMs: number })[] = [
  (restMs) => ({ header: String(Math.ceil(restMs / 1000)), toldMs: Math.ceil(restMs / 1000) * 1000 }),
  (restMs) => ({ header: String(Math.ceil(restMs / 1000)), toldMs: Math.ceil(restMs / 1000) * 1000 }),
  (restMs, epoch) => ({ header: dateOf(epoch + restMs), toldMs: restMs }),
  (_, epoch) => ({ header: dateOf(epoch - 60_000), toldMs: 0 }),
  () => ({ header: 'soon', toldMs: 0 }),
  () => ({ header: null, toldMs: 0 }),
];

/** Within this time of the first answer everybody knows of a limit that counts for all of them, milliseconds. */
const knownWithinMs = 4_000;

/** A destination's limit: what it tells whom, and who comes earlier than told. */
export function createLimit(world: World, name: string, journal: Journal) {
  const { clock, faults, streams } = world;
  const random = streams.of(`limit ${name}`);
  const told = new Map<string, { readonly until: number; readonly at: number }>();
  const untold = new Map<string, number>();
  let until = 0;
  /** When somebody was first told how long this limit lasts. */
  let toldAt: number | null = null;
  let form = forms[0];

  function noteEarly({ lane, op }: Request): void {
    const known = told.get(lane);
    told.delete(lane);
    // Who was told and did not live to write it down cannot keep to it.
    if (!known || clock.now() >= known.until - 1 || faults.since(known.at)) return;
    journal.push({ early: `${name} ${lane}: ${op} ${Math.round(known.until - clock.now())} ms before its Retry-After` });
  }

  /** The limit is the credential's: whoever calls for whatever lane has to keep to it, once it can be known. */
  function noteUnheeded({ lane, op }: Request): void {
    if (toldAt === null || clock.now() < toldAt + knownWithinMs || faults.since(toldAt - knownWithinMs)) return;
    journal.push({ early: `${name} ${lane}: ${op} ${Math.round(clock.now() - toldAt)} ms after its limit was told` });
  }

  return {
    begin(forMs: number): void {
      toldAt = null;
      until = clock.now() + forMs;
      form = forms[random.below(forms.length)];
      untold.clear();
    },
    /** What the caller reads from the answer, by its own wall clock; undefined when the call is taken. */
    refuses(host: Host, request: Request): number | null | undefined {
      noteEarly(request);
      if (until <= clock.now() || !form) return undefined;
      const { header, toldMs } = form(until - clock.now(), clock.epoch());
      if (toldMs > 0) told.set(request.lane, { until: clock.now() + toldMs, at: clock.now() });
      noteUnheeded(request);
      if (toldMs > 0) toldAt ??= clock.now();
      const calls = (untold.get(request.lane) ?? 0) + 1;
      untold.set(request.lane, calls);
      if (calls === mostUntold) journal.push({ early: `${name} ${request.lane}: ${calls} calls within one limit` });
      const headers = { ...(header === null ? {} : { 'retry-after': header }), date: new Date(clock.epoch()).toUTCString() };
      return retryAtOf(headers, clock.epoch() + host.skewMs);
    },
  };
}
