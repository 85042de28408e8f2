/** What a changed flow would want, beside what the line really wanted. Pure; bounded: counts, and one example a field. */
import { foldFor } from '#libs/flow';
import type { Contribution } from '#libs/model';

export interface FieldDifference {
  readonly field: string;
  readonly records: number;
  readonly example: { readonly record: string; readonly before: unknown; readonly now: unknown };
}

/** Writes at the target, had the window begun with nothing there. */
export interface Calls {
  readonly creates: number;
  readonly updates: number;
  /** Contributions that change nothing there. */
  readonly unchanged: number;
}

export interface Comparison {
  readonly same: number;
  readonly changed: number;
  /** Records that the flow took then and does not take now, and the other way round. */
  readonly onlyThen: number;
  readonly onlyNow: number;
  readonly fields: readonly FieldDifference[];
  readonly callsThen: Calls;
  readonly callsNow: Calls;
}

export interface Comparer {
  /** Contributions of one record to the flow, then and now; undefined: none. */
  add(then: Contribution | undefined, now: Contribution | undefined): void;
  result(): Comparison;
}

export function createComparer(): Comparer {
  const counts = { same: 0, changed: 0, onlyThen: 0, onlyNow: 0 };
  const fields = new Map<string, { records: number; example: FieldDifference['example'] }>();
  const [callsThen, callsNow] = [createCalls(), createCalls()];

  function compare(then: Contribution, now: Contribution): void {
    const [before, after] = [fieldsOf(then), fieldsOf(now)];
    let differs = false;
    for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (JSON.stringify(before[field]) === JSON.stringify(after[field])) continue;
      differs = true;
      const known = fields.get(field);
      if (known) known.records++;
      else fields.set(field, { records: 1, example: { record: now.record, before: before[field] ?? null, now: after[field] ?? null } });
    }
    counts[differs ? 'changed' : 'same']++;
  }

  return {
    add(then, now) {
      if (then) callsThen.add(then);
      if (now) callsNow.add(now);
      if (then && now) compare(then, now);
      else if (then) counts.onlyThen++;
      else if (now) counts.onlyNow++;
    },
    result: () => ({
      ...counts,
      fields: [...fields].map(([field, { records, example }]) => ({ field, records, example })).sort((a, b) => b.records - a.records),
      callsThen: callsThen.result(),
      callsNow: callsNow.result(),
    }),
  };
}

/** What stands in the ticket, and where it goes. */
function fieldsOf({ targetSystem, targetKey, phase, want }: Contribution): Readonly<Record<string, unknown>> {
  const { ticket } = JSON.parse(want) as { readonly ticket: Readonly<Record<string, unknown>> };
  return { ...ticket, '(target)': targetSystem, '(correlation key)': targetKey, '(phase)': phase };
}

function createCalls(): { add(contribution: Contribution): void; result(): Calls } {
  const cases = new Map<string, unknown>();
  const opened = new Set<string>();
  const calls = { creates: 0, updates: 0, unchanged: 0 };
  return {
    add(contribution) {
      const key = `${contribution.targetSystem}\n${contribution.targetKey}`;
      const { state, result } = foldFor(contribution.pattern)(cases.get(key) ?? null, contribution);
      cases.set(key, state);
      if (result.kind !== 'deliver') {
        calls.unchanged++;
        return;
      }
      const ticket = `${key}\n${result.episode}`;
      calls[opened.has(ticket) ? 'updates' : 'creates']++;
      opened.add(ticket);
    },
    result: () => ({ ...calls }),
  };
}
