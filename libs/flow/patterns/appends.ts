/** Texts that a flow adds to the record of its target, each a delivery of its own beside the states of the record. */
import type { Note } from '../schema/appends.ts';

/** Who reads it at the target (structurally that of the connectors). */
export type Audience = Note['audience'];

/** What can happen to a ticket made from events, besides its opening. */
export type Occasion = Note['on'];

/** A note of a flow, its template filled from the record at hand. */
export interface NoteText {
  readonly on: Occasion;
  readonly audience: Audience;
  readonly text: string;
}

/** A comment of the source record, as it would stand at the target. */
export interface CommentText {
  /** Of the source. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly audience: Audience;
  readonly text: string;
}

/** A text that a fold has decided to add. */
export interface FoldedAppend {
  /** Unlike any other of the same contribution; its delivery's id is derived from it. */
  readonly name: string;
  readonly episode: number;
  readonly audience: Audience;
  readonly text: string;
}

/** Longer texts are cut; what a target takes less of, its connector cuts. */
const maxText = 10_000;

/** A text as it is added; undefined when there is nothing to say. */
export function appendText(text: string | undefined): string | undefined {
  const trimmed = text?.trim().toWellFormed() ?? '';
  if (trimmed === '') return undefined;
  return trimmed.length <= maxText ? trimmed : `${trimmed.slice(0, maxText - 1).toWellFormed()}…`;
}

/** The notes for what has happened, in the order of the flow's file. */
export function notesOn(notes: readonly NoteText[] | undefined, happened: readonly Occasion[], episode: number): readonly FoldedAppend[] {
  if (notes === undefined || happened.length === 0) return [];
  return notes
    .filter(({ on }) => happened.includes(on))
    .map(({ on, audience, text }) => ({ name: `${on}/${audience}`, episode, audience, text }));
}
