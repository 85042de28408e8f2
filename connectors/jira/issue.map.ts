/** Canonical incident or request -> fields of an issue. Status and resolution notes are no fields: they are a transition and a comment. */
import { FailureError, type Want } from '#libs/connector-kit';
import type { Priority } from '#libs/model';
import { toAdf } from './adf.ts';
import type { Rules } from './settings.ts';

/** Longest summary (gk). */
const MAX_SUMMARY = 255;
/** Canonical fields that other calls than create and edit write, or that Jira works out itself. */
const ELSEWHERE = new Set(['status', 'holdReason', 'resolutionCode', 'resolutionNotes']);

export function refuse(field: string, value: unknown, expected: string, hint = "Correct the flow's map"): FailureError {
  const message = `Jira cannot hold ${field} = ${String(value).slice(0, 100)}`;
  return new FailureError({ class: 'invalid', scope: 'record', evidence: { message, field, expected, hint } });
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw refuse(name, JSON.stringify(value), 'a text');
}

/** One line of at most 255 characters: Jira refuses line ends and more. */
function summaryOf(value: unknown): string {
  const line = textOf('title', value).replace(/\s+/g, ' ').trim();
  return line.length <= MAX_SUMMARY ? line : `${line.slice(0, MAX_SUMMARY - 1).toWellFormed()}…`;
}

function priorityOf(value: unknown, settings: Rules): object {
  const known = settings.priorities;
  const name = Object.hasOwn(known, String(value)) ? known[value as Priority] : undefined;
  if (name === undefined) throw refuse('priority', value, `one of: ${Object.keys(known).join(', ')}`);
  return { name };
}

function placed(name: string, value: unknown, settings: Rules): readonly [string, unknown][] {
  const place = Object.hasOwn(settings.fields, name) ? settings.fields[name] : undefined;
  if (place === undefined) {
    throw refuse(
      name,
      value,
      `title, description, priority, status, resolutionNotes, or a field named in settings.fields`,
      `Name the Jira field in settings.fields.${name}, or null to leave it out`,
    );
  }
  if (place === null) return [];
  if (value === null) return [[place.field, null]];
  const text = textOf(name, value);
  if (place.as === 'text') return [[place.field, text]];
  return [[place.field, place.as === 'option' ? { value: text } : { accountId: text }]];
}

function fieldOf(name: string, value: unknown, settings: Rules): readonly [string, unknown][] {
  if (ELSEWHERE.has(name)) return [];
  if (name === 'title') return [['summary', summaryOf(value)]];
  if (name === 'description') return [['description', value === null ? null : toAdf(textOf(name, value))]];
  if (name === 'priority' && value !== null) return [['priority', priorityOf(value, settings)]];
  return placed(name, value, settings);
}

/** Throws FailureError (invalid, record) for a field or value that has no place. */
export function toFields(want: Want, settings: Rules): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(want).flatMap(([name, value]) => (value === undefined ? [] : fieldOf(name, value, settings))));
}

/** Names of the statuses that stand for the wanted one; null when none is wanted. */
export function statusNames(want: Want, settings: Rules): readonly string[] | null {
  const { status } = want;
  if (status === undefined || status === null) return null;
  const known = settings.statuses;
  const names = Object.hasOwn(known, String(status)) ? known[String(status)] : undefined;
  if (names === undefined) throw refuse('status', status, `one of: ${Object.keys(known).join(', ')}`);
  return names;
}
