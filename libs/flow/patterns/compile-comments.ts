import type { ExpressionProblem } from '../cel-rewrite.ts';
import type { Fields } from '../fields.ts';
import { compileTemplate } from '../operand.ts';
import type { DocPath } from '../problem.ts';
import type { Comments } from '../schema/appends.ts';
import { appendText, type CommentText } from './appends.ts';

/** The comments that a record lists, as they would stand at the target. */
export type CommentsOf = (record: unknown) => readonly CommentText[];

/** The mark that a connector leaves in what it adds: such a comment is our own, and would come back for ever. */
const ours = /\[jr:[0-9a-f]{8}\]/;

const defaultText = '{{author | visibility}}: {{body}}';

interface Comment {
  readonly id: string;
  readonly at: number;
  readonly visibility: 'internal' | 'public';
  readonly body: string;
}

/** Fields of the comments of a model; undefined for one that has none. */
export function commentFields(fields: Fields): Fields | undefined {
  const type = Object.hasOwn(fields, 'comments') ? fields.comments?.type : undefined;
  const inner = type?.kind === 'list' && type.of.kind === 'record' ? type.of.fields : {};
  return ['id', 'at', 'visibility', 'body'].every((name) => Object.hasOwn(inner, name)) ? inner : undefined;
}

/** Null for a flow that copies none. */
export function compileComments(
  comments: Comments | undefined,
  fields: Fields,
):
  | { readonly ok: true; readonly value: CommentsOf | null }
  | { readonly ok: false; readonly at: DocPath; readonly problem: ExpressionProblem } {
  const inner = commentFields(fields);
  if (comments === undefined || inner === undefined) return { ok: true, value: null };
  const template = compileTemplate(comments.text ?? defaultText, inner);
  if (!template.ok) return { ...template, at: ['spec', 'comments', 'text'] };
  const { render } = template.value;
  const value: CommentsOf = (record) =>
    (record as { readonly comments: readonly Comment[] }).comments.flatMap((comment): CommentText[] => {
      const audience = comments[comment.visibility];
      const text = audience === 'none' || ours.test(comment.body) ? undefined : appendText(render(comment, {}));
      return text === undefined || audience === 'none' ? [] : [{ id: comment.id, at: comment.at, audience, text }];
    });
  return { ok: true, value };
}
