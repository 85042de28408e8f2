/** What a site refuses in `fields`: 400 {errorMessages, errors: {field: text}}. Wording: gk. */
import { type JsonRecord, recordOf } from '#simulators/kit';
import { RESOLUTIONS } from './workflow.ts';

const PRIORITIES = ['Highest', 'High', 'Medium', 'Low', 'Lowest'];
const TYPES = ['Task', 'Bug', 'Incident', 'Story'];
const EDITABLE = ['summary', 'description', 'priority', 'labels', 'assignee', 'duedate', 'issuetype', 'project'];
const OFF_SCREEN = 'Field cannot be set. It is not on the appropriate screen, or unknown.';
/** A level of nesting more than documents have; deeper ones are refused rather than walked. */
const MAX_DEPTH = 20;

export type FieldErrors = Readonly<Record<string, string>>;

function isNode(value: unknown, depth: number): boolean {
  const node = recordOf(value);
  if (typeof node.type !== 'string' || depth > MAX_DEPTH) return false;
  if (node.type === 'text') return typeof node.text === 'string' && node.text !== '';
  return node.content === undefined || (Array.isArray(node.content) && node.content.every((inner) => isNode(inner, depth + 1)));
}

/** Descriptions and comments are ADF documents, not text. */
export function isAdf(value: unknown): boolean {
  const doc = recordOf(value);
  return doc.type === 'doc' && doc.version === 1 && Array.isArray(doc.content) && isNode(doc, 0);
}

function summaryError(value: unknown): string | null {
  if (typeof value !== 'string' || value.trim() === '') return 'You must specify a summary of the issue.';
  if (/[\r\n]/.test(value)) return 'The summary is invalid because it contains newline characters.';
  return value.length > 255 ? 'Summary must be less than 255 characters.' : null;
}

function labelsError(value: unknown): string | null {
  if (!Array.isArray(value) || value.some((label) => typeof label !== 'string')) return 'data was not an array';
  const bad = value.map(String).find((label) => /\s/.test(label) || label.length > 255);
  return bad === undefined ? null : `The label '${bad.slice(0, 40)}' contains spaces or is too long which is invalid.`;
}

function fieldError(name: string, value: unknown, project: string): string | null {
  const named = (known: readonly string[], what: string): string | null =>
    known.includes(String(recordOf(value).name)) || recordOf(value).id !== undefined ? null : `The ${what} selected is invalid.`;
  switch (name) {
    case 'summary':
      return summaryError(value);
    case 'description':
      return value === null || isAdf(value) ? null : 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
    case 'priority':
      return named(PRIORITIES, 'priority');
    case 'issuetype':
      return named(TYPES, 'issue type');
    case 'project':
      return recordOf(value).key === project ? null : 'valid project is required';
    case 'labels':
      return labelsError(value);
    case 'assignee':
      return value === null || typeof recordOf(value).accountId === 'string' ? null : 'expected Object containing an accountId';
    default:
      return EDITABLE.includes(name) || /^customfield_\d+$/.test(name) ? null : OFF_SCREEN;
  }
}

function errorsOf(fields: JsonRecord, project: string): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    const error = fieldError(name, value, project);
    if (error !== null) errors[name] = error;
  }
  return errors;
}

/** Of a new issue: project, issue type and summary must be there. */
export function createErrors(fields: JsonRecord, project: string): FieldErrors {
  const missing: Record<string, string> = {};
  if (fields.project === undefined) missing.project = 'project is required';
  if (fields.issuetype === undefined) missing.issuetype = 'Specify an issue type';
  if (fields.summary === undefined) missing.summary = 'You must specify a summary of the issue.';
  return { ...errorsOf(fields, project), ...missing };
}

export function updateErrors(fields: JsonRecord, project: string): FieldErrors {
  return errorsOf(fields, project);
}

/** Fields on a transition's screen; the others can't be set by it. */
export function transitionErrors(fields: JsonRecord, screen: readonly string[]): FieldErrors {
  const errors: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!screen.includes(name)) errors[name] = OFF_SCREEN;
    else if (!RESOLUTIONS.some((known) => known === recordOf(value).name)) errors[name] = 'The resolution selected is invalid.';
  }
  return errors;
}
