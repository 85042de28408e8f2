/** Canonical incident or event -> Events API v2. Limits and names: formats.md, PagerDuty Events API v2. */
import { FailureError, type Want } from '#libs/connector-kit';
import type { Settings } from './settings.ts';

export type Action = 'trigger' | 'acknowledge' | 'resolve';

const MAX_SUMMARY = 1_024;
/** One field of the details; the whole event must stay below 512 KB. */
const MAX_DETAIL = 16_000;

const ACTIONS: Readonly<Record<string, readonly Action[]>> = {
  new: ['trigger'],
  firing: ['trigger'],
  // An acknowledgement of a resolved alert is dropped; a trigger before it opens a new one, and is no more than a repeat while one is open.
  in_progress: ['trigger', 'acknowledge'],
  on_hold: ['trigger', 'acknowledge'],
  resolved: ['resolve'],
  closed: ['resolve'],
  cancelled: ['resolve'],
};
const LEVEL_OF_PRIORITY: Readonly<Record<string, keyof Settings['severities']>> = {
  critical: 'critical',
  high: 'high',
  moderate: 'medium',
  medium: 'medium',
  low: 'low',
  planning: 'low',
  info: 'info',
};

function refuse(field: string, value: unknown, expected: string): FailureError {
  const message = `PagerDuty cannot hold ${field} = ${String(value).slice(0, 100)}`;
  return new FailureError({ class: 'invalid', scope: 'record', evidence: { message, field, expected, hint: "Correct the flow's map" } });
}

/**
 * Events that bring the alert to the wanted state, in order. `changed` as in Call: a change of other fields alone is a
 * repeated trigger, which adds them to an open alert; nothing is sent for a resolved one, since a trigger would open another.
 */
export function actionsOf(want: Want, changed: ReadonlySet<string> | null): readonly Action[] {
  const status = String(want.status ?? 'new');
  const actions = Object.hasOwn(ACTIONS, status) ? ACTIONS[status] : undefined;
  if (actions === undefined) throw refuse('status', status, `one of: ${Object.keys(ACTIONS).join(', ')}`);
  if (changed === null || changed.has('status')) return actions;
  return actions.includes('trigger') ? ['trigger'] : [];
}

function severityOf(want: Want, settings: Settings): string {
  const given = want.severity ?? want.priority ?? want.urgency;
  if (given === undefined || given === null) return settings.unknownSeverity;
  const level = Object.hasOwn(LEVEL_OF_PRIORITY, String(given)) ? LEVEL_OF_PRIORITY[String(given)] : undefined;
  if (level === undefined)
    throw refuse(want.severity === undefined ? 'priority' : 'severity', given, Object.keys(LEVEL_OF_PRIORITY).join(', '));
  return settings.severities[level];
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

function detailsOf(want: Want): Readonly<Record<string, unknown>> {
  const shown = Object.entries(want).filter(
    ([name, value]) => value !== null && value !== undefined && name !== 'title' && name !== 'status',
  );
  return Object.fromEntries(shown.map(([name, value]) => [name, typeof value === 'string' ? cut(value, MAX_DETAIL) : value]));
}

/** payload of a trigger. Throws FailureError (invalid, record) when there is no title, or a severity that is not known. */
export function payloadOf(want: Want, settings: Settings): Readonly<Record<string, unknown>> {
  const title = textOf(want.title) ?? textOf(want.name);
  if (title === null) throw refuse('title', want.title, 'a text');
  const optional = { component: want.service, group: want.group, class: want.category };
  return {
    summary: cut(title.replace(/\s+/g, ' ').trim(), MAX_SUMMARY),
    source: cut(textOf(want.ci) ?? textOf(want.resource) ?? textOf(want.service) ?? settings.source, MAX_SUMMARY),
    severity: severityOf(want, settings),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => textOf(value) !== null)),
    custom_details: detailsOf(want),
  };
}
