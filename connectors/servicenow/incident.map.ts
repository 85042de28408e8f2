/** Canonical incident <-> table incident. Values: formats.md, ServiceNow Table API. */
import type { HoldReason, TicketStatus } from '#libs/model';
import type { TableMap } from './columns.ts';
import { COMPUTED_PRIORITY, LEVELS, PLACE, TITLE } from './task.map.ts';

const STATE: Readonly<Record<TicketStatus, string>> = {
  new: '1',
  in_progress: '2',
  on_hold: '3',
  resolved: '6',
  closed: '7',
  cancelled: '8',
};
const HOLD_REASON: Readonly<Record<HoldReason, string>> = {
  awaiting_caller: '1',
  awaiting_problem: '3',
  awaiting_vendor: '4',
  awaiting_change: '5',
};

export const incident: TableMap = {
  model: 'incident',
  table: 'incident',
  ended: new Set([STATE.resolved, STATE.closed, STATE.cancelled]),
  stamps: { openedAt: 'opened_at', resolvedAt: 'resolved_at', closedAt: 'closed_at' },
  fields: {
    ...TITLE,
    status: { to: 'state', values: STATE },
    holdReason: { to: 'hold_reason', values: HOLD_REASON },
    ...LEVELS,
    priority: COMPUTED_PRIORITY,
    category: { to: 'category' },
    subcategory: { to: 'subcategory' },
    ...PLACE,
    requester: { to: 'caller_id', as: 'reference' },
    resolutionCode: { to: 'close_code' },
    resolutionNotes: { to: 'close_notes' },
  },
};
