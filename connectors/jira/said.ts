/** Comments that an issue, or the webhook of a comment, shows -> canonical comments; those of the integration user are our own and left out. */
import { epochMillis, idOf, isJsonObject, type Json, type JsonObject, ownField, type SourceReader, valueAt } from '#libs/connector-kit';
import type { Comment } from '#libs/model';
import { plainText } from './adf-text.ts';

/**
 * formats.md, JSM: only what Jira itself calls public is, and that word means something at a service desk alone: Jira says it of every comment of
 * other projects too. Roles (`visibility`) hide nothing from the portal, but narrow it all the more.
 */
function visibilityOf(comment: JsonObject, atDesk: boolean): Comment['visibility'] {
  return atDesk && ownField(comment, 'jsdPublic') === true && ownField(comment, 'visibility') === undefined ? 'public' : 'internal';
}

function commentOf(value: Json, account: string, atDesk: boolean): Comment | null {
  if (!isJsonObject(value)) return null;
  const id = idOf(ownField(value, 'id'));
  const created = ownField(value, 'created');
  const at = typeof created === 'string' ? epochMillis(created) : null;
  const body = plainText(ownField(value, 'body'));
  if (id === null || at === null || body === null || valueAt(value, 'author.accountId') === account) return null;
  const author = valueAt(value, 'author.displayName');
  return { id, author: typeof author === 'string' ? author : null, at, visibility: visibilityOf(value, atDesk), body };
}

/** Oldest first. None where the account of the integration user is not known: our own would come back. */
export function commentsOf(read: SourceReader, account: string | undefined): Comment[] {
  if (account === undefined) return [];
  const atDesk = read.text('issue.fields.project.projectTypeKey') === 'service_desk';
  const told = [...read.list('issue.fields.comment.comments'), ...[read.at('comment')].filter((one) => one !== undefined)];
  const found = told.flatMap((one) => commentOf(one, account, atDesk) ?? []);
  const byId = new Map(found.map((one) => [one.id, one]));
  return [...byId.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}
