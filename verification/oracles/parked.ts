/** Parked against the bad rows that were named beforehand, id by id. */
export interface ParkedItem {
  readonly record: string;
  readonly reason: string;
  readonly excerpt: string | null;
  readonly code: string;
  readonly stage: string;
}

export interface NamedItem {
  readonly id: string;
  readonly code: string;
  readonly stage: string;
  readonly found: { readonly by: 'record' | 'reason' | 'excerpt'; readonly value: string };
}

export interface ParkedVerdict {
  /** Named and not parked, or parked for another reason. */
  readonly missing: readonly string[];
  /** Parked and not named. */
  readonly unexpected: readonly string[];
}

export function judgeParked(parked: readonly ParkedItem[], named: readonly NamedItem[]): ParkedVerdict {
  const left = [...parked];
  const missing: string[] = [];
  // What names its record goes first: a text may occur in the reasons of others, too.
  for (const item of named.toSorted((a, b) => Number(a.found.by !== 'record') - Number(b.found.by !== 'record'))) {
    const at = left.findIndex((each) => matches(each, item));
    if (at < 0) missing.push(`${item.id} (${item.code} in ${item.stage})`);
    else left.splice(at, 1);
  }
  return {
    missing,
    unexpected: left.map(({ record, stage, code, reason }) => `${record || '(no record)'}: ${code} in ${stage}: ${reason}`),
  };
}

function matches(parked: ParkedItem, item: NamedItem): boolean {
  const text = item.found.by === 'record' ? parked.record : item.found.by === 'reason' ? parked.reason : (parked.excerpt ?? '');
  const same = item.found.by === 'record' ? text === item.found.value : text.includes(item.found.value);
  return same && parked.code === item.code && parked.stage === item.stage;
}
