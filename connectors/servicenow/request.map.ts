/** Canonical request <-> table sc_req_item: one ordered thing, with its own fulfilment. Columns and values: gk. */
import type { Approval, RequestStatus } from '#libs/model';
import type { TableMap } from './columns.ts';
import { LEVELS, PLACE, PRIORITY_FIELD, TITLE } from './task.map.ts';

const STATE: Readonly<Record<RequestStatus, string>> = {
  on_hold: '-5',
  new: '1',
  in_progress: '2',
  fulfilled: '3',
  unfulfilled: '4',
  cancelled: '7',
};
const APPROVAL: Readonly<Record<Approval, string>> = {
  not_needed: 'not requested',
  requested: 'requested',
  approved: 'approved',
  rejected: 'rejected',
};

export const request: TableMap = {
  model: 'request',
  table: 'sc_req_item',
  ended: new Set([STATE.fulfilled, STATE.unfulfilled, STATE.cancelled]),
  stamps: { openedAt: 'opened_at', closedAt: 'closed_at' },
  fields: {
    ...TITLE,
    status: { to: 'state', values: STATE },
    approval: { to: 'approval', values: APPROVAL },
    item: { to: 'cat_item', as: 'reference' },
    quantity: { to: 'quantity', as: 'number' },
    ...LEVELS,
    priority: PRIORITY_FIELD,
    ...PLACE,
    requester: { to: 'opened_by', as: 'reference' },
    requestedFor: { to: 'requested_for', as: 'reference' },
    dueAt: { to: 'due_date', as: 'time' },
    resolutionNotes: { to: 'close_notes' },
  },
};
