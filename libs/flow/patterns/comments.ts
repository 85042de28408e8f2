/** Which comments of a record are new to its copy. */
import type { CommentText, FoldedAppend } from './appends.ts';

/** The comments of one record that its copy has been given. */
export interface CommentsGiven {
  /** The newest by the time at which they were written (epoch milliseconds), oldest first. */
  readonly known: readonly (readonly [id: string, at: number])[];
  /** What is as old as this, and not known, was given before; null while all are known. */
  readonly before: number | null;
}

export const nothingGiven: CommentsGiven = { known: [], before: null };

/** Remembered for each record; older ones are told by their time. */
export const maxKnown = 500;

/** Each comment once, oldest first, however often the record comes, in whatever order, and whichever of its comments it lists. */
export function newComments(
  given: CommentsGiven,
  comments: readonly CommentText[],
): { readonly given: CommentsGiven; readonly appends: readonly FoldedAppend[] } {
  const seen = new Set(given.known.map(([id]) => id));
  const fresh = comments
    .filter(({ id, at }) => (given.before === null || at > given.before) && !seen.has(id) && seen.add(id))
    .sort((a, b) => a.at - b.at);
  if (fresh.length === 0) return { given, appends: [] };
  const appends = fresh.map(({ id, audience, text }) => ({ name: `comment/${id}`, episode: 1, audience, text }));
  return { given: remember(given, fresh), appends };
}

function remember({ known, before }: CommentsGiven, fresh: readonly CommentText[]): CommentsGiven {
  const all = [...known, ...fresh.map(({ id, at }): readonly [string, number] => [id, at])].sort(([, a], [, b]) => a - b);
  const forgotten = all.slice(0, -maxKnown).at(-1);
  return { known: all.slice(-maxKnown), before: forgotten?.[1] ?? before };
}
