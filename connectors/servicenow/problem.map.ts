/** Canonical problem <-> table problem. States: formats.md; the columns of the analysis: gk. */
import type { ProblemStatus } from '#libs/model';
import type { TableMap } from './columns.ts';
import { COMPUTED_PRIORITY, LEVELS, PLACE, TITLE } from './task.map.ts';

const STATE: Readonly<Record<ProblemStatus, string>> = {
  new: '101',
  assess: '102',
  root_cause_analysis: '103',
  fix_in_progress: '104',
  resolved: '106',
  closed: '107',
};

export const problem: TableMap = {
  model: 'problem',
  table: 'problem',
  ended: new Set([STATE.resolved, STATE.closed]),
  stamps: { openedAt: 'opened_at', resolvedAt: 'resolved_at', closedAt: 'closed_at' },
  fields: {
    ...TITLE,
    status: { to: 'state', values: STATE },
    ...LEVELS,
    priority: COMPUTED_PRIORITY,
    category: { to: 'category' },
    ...PLACE,
    knownError: { to: 'known_error', as: 'boolean' },
    rootCause: { to: 'cause_notes' },
    workaround: { to: 'workaround' },
    resolutionCode: { to: 'resolution_code' },
    resolutionNotes: { to: 'fix_notes' },
  },
};
