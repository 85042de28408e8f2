/**
 * One workflow: To Do, In Progress, Done. Which transitions there are, and their ids, depends on the status an issue is in
 * (formats.md, Jira Cloud v3); the screen of the last step asks for a resolution. Names and ids: gk.
 */
export interface Status {
  readonly id: string;
  readonly name: string;
  readonly statusCategory: { readonly id: number; readonly key: string; readonly name: string };
}

export interface Transition {
  readonly id: string;
  readonly name: string;
  readonly to: Status;
  /** Fields on its screen. */
  readonly fields: readonly string[];
}

export const TODO: Status = { id: '10000', name: 'To Do', statusCategory: { id: 2, key: 'new', name: 'To Do' } };
const DOING: Status = { id: '10001', name: 'In Progress', statusCategory: { id: 4, key: 'indeterminate', name: 'In Progress' } };
const DONE: Status = { id: '10002', name: 'Done', statusCategory: { id: 3, key: 'done', name: 'Done' } };

export function statusOf(id: string): Status {
  return [TODO, DOING, DONE].find((status) => status.id === id) ?? TODO;
}

export function transitionsFrom(status: string, workflow: 'open' | 'strict'): readonly Transition[] {
  if (status === DONE.id) return [{ id: '51', name: 'Reopen', to: DOING, fields: [] }];
  const done = (id: string): Transition => ({ id, name: 'Done', to: DONE, fields: ['resolution'] });
  if (status === DOING.id) return [done('31'), { id: '41', name: 'Stop', to: TODO, fields: [] }];
  const start: Transition = { id: '11', name: 'Start', to: DOING, fields: [] };
  return workflow === 'open' ? [start, done('21')] : [start];
}

export const RESOLUTIONS = ['Done', "Won't Do", 'Duplicate', 'Cannot Reproduce'] as const;
