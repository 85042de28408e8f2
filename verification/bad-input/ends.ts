import type { Store } from '#libs/state';
import type { Found } from '#verification/data';

/** Where an input must have ended. */
export type End =
  /** Refused or never complete: nothing of the record is on the line. */
  | { readonly kind: 'nothing'; readonly record: string }
  | { readonly kind: 'parked'; readonly code: string; readonly stage: string; readonly found: Found | { readonly by: 'offset' } }
  /** Named by its record, or so many of them at once. */
  | { readonly kind: 'filtered'; readonly record: string }
  | { readonly kind: 'filtered'; readonly records: number }
  | { readonly kind: 'ticket'; readonly record: string; readonly logged?: string };

/** Where a record of a topic lies. */
export interface Coordinates {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface Ended {
  readonly ok: boolean;
  /** Where it ended, for a person: parked (code in stage), ticket INC..., filtered. */
  readonly where: string;
  readonly reason: string;
}

const missing: Ended = { ok: false, where: 'not found', reason: '' };

/** `log`: what the services wrote to their logs meanwhile. */
export async function endOf(end: End, store: Store, log: string, at?: Coordinates): Promise<Ended> {
  if (end.kind === 'nothing') {
    const kept = (await store.find(end.record, 10)).length;
    return { ok: kept === 0, where: kept === 0 ? 'refused, nothing kept' : 'on the line all the same', reason: '' };
  }
  if (end.kind === 'parked') return parked(end, store, at);
  if ('records' in end) {
    const count = (await store.counts()).filtered ?? 0;
    return { ok: count >= end.records, where: `filtered, ${end.records} of ${end.records} alerts`, reason: 'no flow takes severity info' };
  }
  const outcomes = (await store.find(end.record, 10)).flatMap((each) => each.outcomes);
  if (end.kind === 'filtered') {
    const outcome = outcomes.find(({ kind }) => kind === 'filtered');
    return outcome ? { ok: true, where: 'filtered', reason: outcome.reason ?? '' } : missing;
  }
  const outcome = outcomes.find(({ kind }) => kind === 'delivered');
  if (!outcome) return missing;
  const noticed = end.logged === undefined || log.includes(end.logged);
  return {
    ok: outcome.remoteNumber !== null && noticed,
    where: `ticket ${outcome.remoteNumber}`,
    reason: end.logged ?? outcome.reason ?? '',
  };
}

async function parked(end: Extract<End, { kind: 'parked' }>, store: Store, at?: Coordinates): Promise<Ended> {
  const rows = await store.list(100_000);
  const row = rows.find((each) => {
    if (each.code !== end.code || each.stage !== end.stage) return false;
    const { found } = end;
    if (found.by === 'offset')
      return each.sourceTopic === at?.topic && each.sourcePartition === at.partition && each.sourceOffset === at.offset;
    if (found.by === 'record') return each.record === found.value;
    return (found.by === 'reason' ? each.reason : (each.excerpt ?? '')).includes(found.value);
  });
  if (!row) return missing;
  // For a person: a sentence, not a stack.
  const readable = row.reason.length >= 10 && !/\n\s+at |\[object |undefined/.test(row.reason);
  return { ok: readable, where: `parked: ${row.code} in ${row.stage}`, reason: row.reason };
}
