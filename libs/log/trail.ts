import { header } from './headers.ts';
import type { Headers } from './port.ts';

/** One append of a message: where it lies and since when (epoch milliseconds). */
export interface Hop {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly at: number;
}

/** The header that carries a message's hops, oldest first, as `[[topic,partition,offset,at],...]`. */
export const TRAIL_HEADER = 'junctor-trail';

/** More hops than any line has; a longer trail is not ours. */
const MAX_HOPS = 64;
const MAX_CHARACTERS = 16_384;

/** The trail of what has not been appended yet. */
export const noTrail = '[]';

/** The trail `before` with one hop more, without a look at what is in it: each hop of a message only adds its own. A missing or oversized one begins anew. */
export function extendTrail(before: string | undefined, { topic, partition, offset, at }: Hop): string {
  const hop = `[${quoted(topic)},${partition},${offset},${at}]`;
  const goesOn = before !== undefined && before.length <= MAX_CHARACTERS && before.startsWith('[["') && before.endsWith(']]');
  return goesOn ? `${before.slice(0, -1)},${hop}]` : `[${hop}]`;
}

/** The value of the trail header for `hops`. */
export function writeTrail(hops: readonly Hop[]): string {
  let text = '';
  for (const { topic, partition, offset, at } of hops) text += `${text === '' ? '' : ','}[${quoted(topic)},${partition},${offset},${at}]`;
  return `[${text}]`;
}

/** Topic names are few and are in every trail. */
const quotedTopics = new Map<string, string>();

function quoted(topic: string): string {
  const known = quotedTopics.get(topic);
  if (known !== undefined) return known;
  const text = JSON.stringify(topic);
  if (quotedTopics.size < 1_000) quotedTopics.set(topic, text);
  return text;
}

/** The hops before this record; a missing, garbled or oversized trail is an empty one, since it only informs. Never throws. */
export function readTrail(headers: Headers): Hop[] {
  return hopsOf(header(headers, TRAIL_HEADER));
}

/** The hops of a trail header's value, as `readTrail`. */
export function hopsOf(text: string | undefined): Hop[] {
  if (text === undefined || text.length > MAX_CHARACTERS) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(parsed) || parsed.length > MAX_HOPS) return [];
  const hops = parsed.map(toHop);
  return hops.every((hop) => hop !== null) ? hops : [];
}

function toHop(item: unknown): Hop | null {
  if (!Array.isArray(item) || item.length !== 4) return null;
  const [topic, partition, offset, at]: unknown[] = item;
  if (typeof topic !== 'string' || !isCount(partition) || !isCount(offset) || !isCount(at)) return null;
  return { topic, partition, offset, at };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
