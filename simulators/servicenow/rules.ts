/** What the platform does to an incident by itself: computed priority, mandatory close fields, legal state changes, stamps. */
import type { Row } from './store.ts';

/** A refusal as the Table API words it. 403: "business rule or data policy constraints" fall under Forbidden in the vendor's code table. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly detail: string;
}

/** Impact, urgency -> priority (formats.md: def-prio-lookup-rules). */
const PRIORITY: Readonly<Record<string, string>> = {
  '1,1': '1',
  '1,2': '2',
  '1,3': '3',
  '2,1': '2',
  '2,2': '3',
  '2,3': '4',
  '3,1': '3',
  '3,2': '4',
  '3,3': '5',
};

export function priorityOf(impact: string, urgency: string): string {
  return PRIORITY[`${impact},${urgency}`] ?? '4';
}

const RESOLVED = '6';
const CLOSED = '7';
const CANCELED = '8';

/** Mandatory companions at Resolved and Closed (formats.md); the wording of the detail is gk. */
function missingCloseFields(next: Row): Refusal | null {
  if (next.state !== RESOLVED && next.state !== CLOSED) return null;
  const missing: string[] = [];
  if ((next.close_code ?? '') === '') missing.push('Resolution code');
  if ((next.close_notes ?? '') === '') missing.push('Resolution notes');
  if (missing.length === 0) return null;
  return {
    status: 403,
    message: 'Operation Failed',
    detail: `Data Policy Exception: The following fields are mandatory: ${missing.join(', ')}`,
  };
}

/** Closed and Canceled are final (gk: by the state model and the business rules around it). */
function illegalJump(before: Row | null, next: Row): Refusal | null {
  const from = before?.state;
  if (from === undefined || from === next.state || (from !== CLOSED && from !== CANCELED)) return null;
  return {
    status: 403,
    message: 'Operation Failed',
    detail:
      "Operation against file 'incident' was aborted by Business Rule 'Incident state is final^sim'. Business Rule Stack:Incident state is final",
  };
}

/** Fields that a data policy of the customer asks for at every write. */
function missingFields(next: Row, mandatory: readonly string[]): Refusal | null {
  const missing = mandatory.filter((name) => (next[name] ?? '') === '').map(labelOf);
  if (missing.length === 0) return null;
  const detail = `Data Policy Exception: The following fields are mandatory: ${missing.join(', ')}`;
  return { status: 403, message: 'Operation Failed', detail };
}

/** As a form shows it: business_service is Business service. */
const labelOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`.replaceAll('_', ' ');

/** Completes an incident about to be written, or refuses it. `now` is the stored text form. */
export function applyIncidentRules(
  before: Row | null,
  next: Row,
  { now, userSysId, mandatory }: { readonly now: string; readonly userSysId: string; readonly mandatory: readonly string[] },
): Row | Refusal {
  const refusal = illegalJump(before, next) ?? missingCloseFields(next) ?? missingFields(next, mandatory);
  if (refusal !== null) return refusal;
  const state = next.state ?? '1';
  const was = before?.state ?? '';
  const stamps: Record<string, string> = {};
  if (state === RESOLVED && was !== RESOLVED) Object.assign(stamps, { resolved_at: now, resolved_by: userSysId });
  if (state === CLOSED && was !== CLOSED) stamps.closed_at = now;
  if (was === RESOLVED && state !== RESOLVED && state !== CLOSED) {
    Object.assign(stamps, { resolved_at: '', resolved_by: '', reopen_count: String(Number(next.reopen_count ?? '0') + 1) });
  }
  return {
    ...next,
    ...stamps,
    incident_state: state,
    active: state === CLOSED || state === CANCELED ? 'false' : 'true',
    priority: priorityOf(next.impact ?? '3', next.urgency ?? '3'),
  };
}

/** A row's values are texts, so a numeric `status` tells a refusal from anything else a write can come to. */
export function isRefusal(value: object): value is Refusal {
  return 'status' in value && typeof value.status === 'number';
}
