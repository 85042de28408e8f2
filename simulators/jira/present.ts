/** Issues and comments as the site shows them: documents in version 3, texts in version 2 and in webhooks. */
import { recordOf } from '#simulators/kit';
import { accountOf, type Who } from './accounts.ts';
import type { Issue, IssueComment } from './issue.ts';
import { statusOf } from './workflow.ts';

/** `3` shows documents, `2` texts. */
export type Version = '2' | '3';

/** The words of a document; markup is not made of it. */
function wordsOf(node: unknown): string {
  const { type, text, content } = recordOf(node);
  if (typeof text === 'string') return text;
  if (type === 'hardBreak') return '\n';
  return Array.isArray(content) ? content.map(wordsOf).join(type === 'doc' ? '\n\n' : '') : '';
}

const written = (document: unknown, version: Version): unknown =>
  version === '3' || document === null || document === undefined ? document : wordsOf(document);

/** Hidden from the portal when the property sd.public.comment says internal (formats.md, JSM). */
export function commentShown(comment: IssueComment, version: Version = '3', withProperties = true): object {
  const internal = recordOf(comment.properties['sd.public.comment']).internal === true;
  const properties = Object.entries(comment.properties).map(([key, value]) => ({ key, value }));
  return {
    id: comment.id,
    author: accountOf(comment.author as Who),
    body: written(comment.body, version),
    created: comment.created,
    jsdPublic: !internal,
    ...(withProperties && { properties }),
  };
}

/** How many comments a search shows with an issue (gk). */
const SHOWN_COMMENTS = 20;

function commentsShown({ comments }: Issue, version: Version): object {
  const shown = comments.slice(0, SHOWN_COMMENTS).map((comment) => commentShown(comment, version, false));
  return { comments: shown, maxResults: shown.length, total: comments.length, startAt: 0 };
}

/** An issue as GET answers it, without properties; its comments only where they are asked for. */
export function shown(issue: Issue, origin: string, version: Version = '3', withComments = false): object {
  const { id, key, created, updated, status } = issue;
  const { description, ...fields } = issue.fields;
  const comment = withComments ? { comment: commentsShown(issue, version) } : {};
  const own = { description: written(description, version), status: statusOf(status), created, updated, ...comment };
  return { id, key, self: `${origin}/rest/api/${version}/issue/${id}`, fields: { ...fields, ...own } };
}

/** What the webhook of a comment shows of its issue: some fields, and not when it was changed (gk). */
export function partlyShown(issue: Issue, origin: string): object {
  const { summary, issuetype, project, assignee, priority } = issue.fields;
  const fields = { summary, issuetype, project, assignee, priority, status: statusOf(issue.status) };
  return { id: issue.id, key: issue.key, self: `${origin}/rest/api/2/issue/${issue.id}`, fields };
}
