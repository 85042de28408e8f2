/** What the platform does to a change request: states that can't be jumped, approval before a schedule, close fields (formats.md, ServiceNow change). */
import type { Refusal } from './rules.ts';
import type { Row } from './store.ts';

export const CHANGE_STATES: Readonly<Record<string, string>> = {
  '-5': 'New',
  '-4': 'Assess',
  '-3': 'Authorize',
  '-2': 'Scheduled',
  '-1': 'Implement',
  0: 'Review',
  3: 'Closed',
  4: 'Canceled',
};

/** State -> the next ones, by type; which steps a type leaves out: gk. */
const NORMAL: Readonly<Record<string, readonly string[]>> = {
  '-5': ['-4', '4'],
  '-4': ['-3', '4'],
  '-3': ['-2', '4'],
  '-2': ['-1', '4'],
  '-1': ['0', '4'],
  0: ['3', '4'],
};
const STEPS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  normal: NORMAL,
  standard: { ...NORMAL, '-5': ['-2', '4'] },
  emergency: { ...NORMAL, '-5': ['-3', '4'] },
};

/** States that a change may go to now, its own first, as .../nextstates lists them. */
export function availableStates(row: Row): readonly string[] {
  const from = row.state ?? '-5';
  const steps = STEPS[row.type ?? 'normal'] ?? NORMAL;
  const next = (steps[from] ?? []).filter((state) => state !== '-2' || row.type === 'standard' || row.approval === 'approved');
  return [from, ...next];
}

const aborted = (rule: string): Refusal => ({
  status: 403,
  message: 'Operation Failed',
  detail: `Operation against file 'change_request' was aborted by Business Rule '${rule}^sim'. Business Rule Stack:${rule}`,
});

export function applyChangeRules(before: Row | null, next: Row, now: string): Row | Refusal {
  const { state = '-5' } = next;
  if (before !== null && before.state !== state && !availableStates({ ...next, state: before.state ?? '-5' }).includes(state))
    return aborted('Change state is no next state');
  if (state !== '3') return { ...next, active: String(state !== '4') };
  const missing = [...(next.close_code ? [] : ['Close code']), ...(next.close_notes ? [] : ['Close notes'])];
  const detail = `Data Policy Exception: The following fields are mandatory: ${missing.join(', ')}`;
  if (missing.length > 0) return { status: 403, message: 'Operation Failed', detail };
  return { ...next, active: 'false', closed_at: before?.state === '3' ? (next.closed_at ?? '') : now };
}
