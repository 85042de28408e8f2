/** What the tables of tasks have in common. Values: formats.md, ServiceNow Table API. */
import type { Level, Priority } from '#libs/model';
import type { FieldMap } from './columns.ts';

const LEVEL: Readonly<Record<Level, string>> = { high: '1', medium: '2', low: '3' };
const PRIORITY: Readonly<Record<Priority, string>> = { critical: '1', high: '2', moderate: '3', low: '4', planning: '5' };

export const TITLE: Readonly<Record<string, FieldMap>> = { title: { to: 'short_description' }, description: { to: 'description' } };

/** The instance computes it from impact and urgency. */
export const COMPUTED_PRIORITY: FieldMap = { to: 'priority', values: PRIORITY, computed: true };
export const PRIORITY_FIELD: FieldMap = { to: 'priority', values: PRIORITY };

export const LEVELS: Readonly<Record<string, FieldMap>> = {
  impact: { to: 'impact', values: LEVEL },
  urgency: { to: 'urgency', values: LEVEL },
};

export const PLACE: Readonly<Record<string, FieldMap>> = {
  group: { to: 'assignment_group', as: 'reference' },
  assignee: { to: 'assigned_to', as: 'reference' },
  ci: { to: 'cmdb_ci', as: 'reference' },
  service: { to: 'business_service', as: 'reference' },
};
