/** What a contribution carries for its pattern's fold. */
import type { ExpressionProblem } from '../cel-rewrite.ts';
import type { Fields } from '../fields.ts';
import type { Ticket } from '../map.ts';
import { compileTemplate } from '../operand.ts';
import type { DocPath } from '../problem.ts';
import { durationMs } from '../schema/base.ts';
import type { Flow } from '../schema/flow.ts';
import type { CommentText, NoteText } from './appends.ts';
import { compileComments } from './compile-comments.ts';
import { compileNotes } from './compile-notes.ts';

/** JSON shape of `want` for event-to-incident. */
export interface EpisodeWant {
  readonly ticket: Ticket;
  readonly line: string;
  readonly open: Readonly<Record<string, string>>;
  readonly reopen: Readonly<Record<string, string>>;
  readonly resolved: Readonly<Record<string, string>>;
  readonly reopenWithinMs: number;
  /** What may be said on this occasion or that; absent when the flow adds none. */
  readonly notes?: readonly NoteText[];
}

/** JSON shape of `want` for configuration-synchronization. */
export interface RecordWant {
  readonly ticket: Ticket;
  /** Those that the record lists; absent when the flow copies none. */
  readonly comments?: readonly CommentText[];
}

export type WantOf = (
  record: unknown,
  ticket: Ticket,
  route: Readonly<Record<string, string>>,
) => { readonly want: string; readonly phase: 'active' | 'resolved'; readonly rank: number };

/** Severities from the least to the most urgent; the rank of an event is its place here. */
const severities = ['info', 'low', 'medium', 'high', 'critical'];

const defaultLine = '{{severity}} {{name}} {{resource | meta.record}}';
const maxLine = 300;

type Compiled =
  | { readonly ok: true; readonly value: WantOf }
  | { readonly ok: false; readonly at: DocPath; readonly problem: ExpressionProblem };

export function compileWant(spec: Flow['spec'], fields: Fields): Compiled {
  if (spec.episode === undefined || !Object.hasOwn(fields, 'severity')) return compileRecordWant(spec, fields);
  const template = compileTemplate(spec.episode.line ?? defaultLine, fields);
  if (!template.ok) return { ...template, at: ['spec', 'episode', 'line'] };
  const notes = compileNotes(spec.notes, fields);
  if (!notes.ok) return notes;
  const { render } = template.value;
  const { open = { status: 'new' }, reopen = { status: 'in_progress' }, resolved } = spec.episode;
  const reopenWithinMs = durationMs(spec.episode.reopenWithin) ?? 0;
  const fixed = JSON.stringify({ open, reopen, resolved, reopenWithinMs }).slice(1);
  const value: WantOf = (record, ticket, route) => {
    const { severity, status } = record as { severity?: string; status?: string };
    const line = (render(record, {}) ?? '').replace(/\s+/g, ' ').slice(0, maxLine);
    const phase = status === 'resolved' ? 'resolved' : 'active';
    const said = notes.value === null ? '' : `"notes":${JSON.stringify(notes.value(record, route, phase))},`;
    return {
      want: `{"ticket":${JSON.stringify(ticket)},"line":${JSON.stringify(line)},${said}${fixed}`,
      phase,
      rank: Math.max(0, severities.indexOf(severity ?? '')),
    };
  };
  return { ok: true, value };
}

function compileRecordWant(spec: Flow['spec'], fields: Fields): Compiled {
  const comments = compileComments(spec.comments, fields);
  if (!comments.ok) return comments;
  const value: WantOf = (record, ticket) => {
    const want: RecordWant = comments.value === null ? { ticket } : { ticket, comments: comments.value(record) };
    return { want: JSON.stringify(want), phase: 'active', rank: 0 };
  };
  return { ok: true, value };
}
