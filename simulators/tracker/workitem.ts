/** Work items and their notes: fields, their rules, and the versions that a late list still shows. */
import type { JsonRecord } from '#simulators/kit';

export const STAGES = ['triage', 'doing', 'waiting', 'done', 'dropped'] as const;
export type Stage = (typeof STAGES)[number];
export const OUTCOMES = ['fixed', 'wont_fix', 'duplicate', 'no_fault'] as const;

export interface WorkItem {
  /** `wi_` and twelve digits. */
  readonly uid: string;
  /** What people say: OPS-12. */
  readonly ref: string;
  readonly headline: string;
  readonly details: string;
  readonly stage: Stage;
  /** 1 is the most urgent of 4. */
  readonly urgency: number;
  readonly team: string | null;
  readonly holder: string | null;
  readonly outcome: string | null;
  readonly closing_remark: string | null;
  readonly external_key: string | null;
  readonly labels: readonly string[];
  /** Grows by one with every change. */
  readonly revision: number;
  readonly created: string;
  readonly modified: string;
  readonly web: string;
}

export interface Note {
  readonly uid: string;
  readonly item: string;
  readonly text: string;
  readonly audience: 'team' | 'reporter';
  /** Given by whoever wrote it; not checked for being unique. */
  readonly origin: string | null;
  readonly author: string;
  readonly created: string;
}

export interface FieldError {
  readonly field: string;
  readonly problem: 'required' | 'unknown' | 'not_allowed' | 'too_long';
  readonly message: string;
}

const error = (field: string, problem: FieldError['problem'], message: string): FieldError => ({ field, problem, message });

function textError(field: string, value: unknown, most: number): FieldError | null {
  if (typeof value !== 'string') return error(field, 'not_allowed', 'must be a string');
  return value.length > most ? error(field, 'too_long', `at most ${most} characters`) : null;
}

const oneOf =
  (allowed: readonly unknown[]) =>
  (field: string, value: unknown): FieldError | null =>
    allowed.includes(value) ? null : error(field, 'not_allowed', `must be one of ${allowed.join(', ')}`);
const text =
  (most: number) =>
  (field: string, value: unknown): FieldError | null =>
    textError(field, value, most);
const optional =
  (check: (field: string, value: unknown) => FieldError | null) =>
  (field: string, value: unknown): FieldError | null =>
    value === null ? null : check(field, value);

const RULES: Readonly<Record<string, (field: string, value: unknown) => FieldError | null>> = {
  headline: (field, value) =>
    value === '' || /[\r\n]/.test(String(value))
      ? error(field, 'not_allowed', 'must be one line and not empty')
      : textError(field, value, 180),
  details: text(20_000),
  stage: oneOf(STAGES),
  urgency: oneOf([1, 2, 3, 4]),
  team: optional(text(40)),
  holder: optional(text(80)),
  outcome: optional(oneOf(OUTCOMES)),
  closing_remark: optional(text(4_000)),
  external_key: optional(text(128)),
  labels: (field, value) =>
    Array.isArray(value) && value.length <= 20 && value.every((label) => typeof label === 'string' && /^[\w:.-]{1,60}$/.test(label))
      ? null
      : error(field, 'not_allowed', 'must be at most 20 words of letters, digits and _ : . -'),
};

/** What is wrong with the fields that are given; all of it at once. `before` is null for a new item. */
export function problemsOf(given: JsonRecord, before: WorkItem | null): readonly FieldError[] {
  const found = Object.entries(given).flatMap(([field, value]) => {
    const rule = Object.hasOwn(RULES, field) ? RULES[field] : undefined;
    const problem = rule === undefined ? error(field, 'unknown', 'there is no such field') : rule(field, value);
    return problem === null ? [] : [problem];
  });
  if (before === null && given.headline === undefined) found.push(error('headline', 'required', 'is required'));
  const outcome = given.outcome === undefined ? (before?.outcome ?? null) : given.outcome;
  if (given.stage === 'done' && outcome === null) found.push(error('outcome', 'required', 'is required when the stage becomes done'));
  return found;
}

/** `given` has passed the rules. A new item without a stage is in triage; leaving `done` forgets the outcome. */
export function itemOf(before: WorkItem | null, given: JsonRecord, number: number, now: string): WorkItem {
  const uid = `wi_${String(number).padStart(12, '0')}`;
  const base: WorkItem = before ?? {
    uid,
    ref: `OPS-${number}`,
    headline: '',
    details: '',
    stage: 'triage',
    urgency: 3,
    team: null,
    holder: null,
    outcome: null,
    closing_remark: null,
    external_key: null,
    labels: [],
    revision: 0,
    created: now,
    modified: now,
    web: `https://tracker.example/items/OPS-${number}`,
  };
  const next: WorkItem = { ...base, ...given, revision: base.revision + 1, modified: now };
  return next.stage === 'done' ? next : { ...next, outcome: null };
}

export interface ItemStore {
  get(uid: string): WorkItem | undefined;
  put(item: WorkItem, at: number): void;
  /** Every item as a list shows it `behind` ms late, oldest change first. */
  list(now: number, behind: number): readonly WorkItem[];
  notes(uid: string): readonly Note[];
  addNote(note: Note): void;
}

export function createItemStore(): ItemStore {
  const versions = new Map<string, { readonly at: number; readonly item: WorkItem }[]>();
  const notes = new Map<string, Note[]>();
  return {
    get: (uid) => versions.get(uid)?.at(-1)?.item,
    put(item, at) {
      const known = versions.get(item.uid);
      if (known === undefined) versions.set(item.uid, [{ at, item }]);
      else known.push({ at, item });
    },
    list(now, behind) {
      const seen = [...versions.values()].flatMap((all) => all.findLast((version) => version.at <= now - behind)?.item ?? []);
      return seen.sort((a, b) => (a.modified === b.modified ? (a.uid < b.uid ? -1 : 1) : a.modified < b.modified ? -1 : 1));
    },
    notes: (uid) => notes.get(uid) ?? [],
    addNote: (note) => notes.set(note.item, [...(notes.get(note.item) ?? []), note]),
  };
}
