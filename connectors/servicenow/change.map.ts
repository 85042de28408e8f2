/** Canonical change <-> table change_request. States, types and close codes: formats.md, ServiceNow change; plans, dates and risk: gk. */
import type { ChangeKind, ChangeResult, ChangeStatus, Level } from '#libs/model';
import type { TableMap } from './columns.ts';
import { LEVELS, PLACE, PRIORITY_FIELD, TITLE } from './task.map.ts';

const STATE: Readonly<Record<ChangeStatus, string>> = {
  new: '-5',
  assess: '-4',
  authorize: '-3',
  scheduled: '-2',
  implement: '-1',
  review: '0',
  closed: '3',
  cancelled: '4',
};
const KIND: Readonly<Record<ChangeKind, string>> = { standard: 'standard', normal: 'normal', emergency: 'emergency' };
const RISK: Readonly<Record<Level, string>> = { high: '2', medium: '3', low: '4' };
const RESULT: Readonly<Record<ChangeResult, string>> = {
  successful: 'successful',
  successful_with_issues: 'successful_issues',
  unsuccessful: 'unsuccessful',
};

/** From new to closed; cancelled stands beside the way. */
export const WAY: readonly string[] = [
  ...[STATE.new, STATE.assess, STATE.authorize, STATE.scheduled],
  ...[STATE.implement, STATE.review, STATE.closed],
];

export const stateName = (state: string): string => Object.entries(STATE).find(([, stored]) => stored === state)?.[0] ?? `state ${state}`;

export const change: TableMap = {
  model: 'change',
  table: 'change_request',
  ended: new Set([STATE.closed, STATE.cancelled]),
  walks: true,
  stamps: { openedAt: 'opened_at', closedAt: 'closed_at' },
  fields: {
    ...TITLE,
    status: { to: 'state', values: STATE },
    kind: { to: 'type', values: KIND },
    risk: { to: 'risk', values: RISK },
    ...LEVELS,
    priority: PRIORITY_FIELD,
    category: { to: 'category' },
    ...PLACE,
    requester: { to: 'requested_by', as: 'reference' },
    justification: { to: 'justification' },
    implementationPlan: { to: 'implementation_plan' },
    backoutPlan: { to: 'backout_plan' },
    testPlan: { to: 'test_plan' },
    plannedStartAt: { to: 'start_date', as: 'time' },
    plannedEndAt: { to: 'end_date', as: 'time' },
    startedAt: { to: 'work_start', as: 'time' },
    endedAt: { to: 'work_end', as: 'time' },
    result: { to: 'close_code', values: RESULT },
    resultNotes: { to: 'close_notes' },
  },
};
