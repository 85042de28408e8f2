import type { HoldReason, Level, Priority } from '#libs/model';

/** ServiceNow labels such as `2 - Medium` start with the code of the choice (formats.md: ServiceNow Table API). */
export const LEVELS: Readonly<Record<string, Level>> = { 1: 'high', 2: 'medium', 3: 'low' };

export const PRIORITIES: Readonly<Record<string, Priority>> = { 1: 'critical', 2: 'high', 3: 'moderate', 4: 'low', 5: 'planning' };

/** Waiting for evidence has no hold reason of its own: the state itself stays visible in `extra.incident_state`. */
export const HOLD_REASONS: Readonly<Record<string, HoldReason>> = {
  'Awaiting User Info': 'awaiting_caller',
  'Awaiting Problem': 'awaiting_problem',
  'Awaiting Vendor': 'awaiting_vendor',
  'Awaiting Change': 'awaiting_change',
};

/** The code of a label; null when the text is no label of the form `2 - Medium`. */
export function codeOf(label: string): string | null {
  return /^(\d+) - \S/.exec(label)?.[1] ?? null;
}
