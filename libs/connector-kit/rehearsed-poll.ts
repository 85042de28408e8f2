/** A source that is asked what has changed, as tests of connectors ask it. */
import type { Changed, Poller, SourceEvent } from './contract.ts';

const MOST_PAGES = 50;
const PAGE_WITHIN_MS = 10_000;

/** Page after page, each asked for only once the one before is dealt with; `from` is where to go on. Throws when 50 pages are not the end. */
export async function* pagesSince(poller: Poller, sinceMs: number, from: string | null = null): AsyncGenerator<Changed, void> {
  let cursor = from;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await poller.changedSince(sinceMs, cursor, AbortSignal.timeout(PAGE_WITHIN_MS));
    yield page;
    if (page.next === null) return;
    cursor = page.next;
  }
  throw new Error(`no end after ${MOST_PAGES} pages`);
}

export interface Told {
  readonly events: readonly SourceEvent[];
  /** How many pages they came on. */
  readonly pages: number;
}

/** What changed since then, in the order in which it was told. */
export async function everythingSince(poller: Poller, sinceMs: number, from: string | null = null): Promise<Told> {
  const events: SourceEvent[] = [];
  let pages = 0;
  for await (const page of pagesSince(poller, sinceMs, from)) {
    events.push(...page.events);
    pages += 1;
  }
  return { events, pages };
}
