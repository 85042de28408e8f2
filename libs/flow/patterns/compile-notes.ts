import type { ExpressionProblem } from '../cel-rewrite.ts';
import type { Fields } from '../fields.ts';
import { compileTemplate } from '../operand.ts';
import type { DocPath } from '../problem.ts';
import type { Note } from '../schema/appends.ts';
import type { Render } from '../template.ts';
import { appendText, type NoteText } from './appends.ts';

/** What could be said about a record; which of it is said depends on what happens to the ticket. */
export type NotesOf = (record: unknown, route: Readonly<Record<string, string>>, phase: 'active' | 'resolved') => readonly NoteText[];

/** Null for a flow that adds none, so that it pays nothing. */
export function compileNotes(
  notes: readonly Note[],
  fields: Fields,
):
  | { readonly ok: true; readonly value: NotesOf | null }
  | { readonly ok: false; readonly at: DocPath; readonly problem: ExpressionProblem } {
  const compiled: (Omit<Note, 'text'> & { readonly render: Render })[] = [];
  for (const [i, note] of notes.entries()) {
    const template = compileTemplate(note.text, fields);
    if (!template.ok) return { ...template, at: ['spec', 'notes', i, 'text'] };
    compiled.push({ ...note, render: template.value.render });
  }
  if (compiled.length === 0) return { ok: true, value: null };
  const resolved = compiled.filter(({ on }) => on === 'resolved');
  const active = compiled.filter(({ on }) => on !== 'resolved');
  const value: NotesOf = (record, route, phase) =>
    (phase === 'resolved' ? resolved : active).flatMap(({ on, audience, render }) => {
      const text = appendText(render(record, route));
      return text === undefined ? [] : [{ on, audience, text }];
    });
  return { ok: true, value };
}
