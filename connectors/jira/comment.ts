/** Comments, each with a property that says which delivery it is of: found by that, whatever people make of the text. */
import { createHash } from 'node:crypto';
import { type AppendAction, type Appended, type Call, FailureError, markerOf } from '#libs/connector-kit';
import { toAdf } from './adf.ts';
import { type JiraClient, recordOf } from './client.ts';

const PROPERTY = 'junctor';
/** Comments a page, newest first, and pages until the first attempt's time must have been reached. */
const PAGE = 50;
const MAX_PAGES = 20;
/** The site's clock may be so far from ours. */
const CLOCK_MARGIN_MS = 600_000;

/** What we wrote down beside a comment of ours; both empty for anybody else's. */
export interface Comment extends Appended {
  readonly delivery: string;
  readonly digest: string;
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

function commentOf(value: unknown): Comment {
  const { id, created, properties } = recordOf(value);
  const marks = (Array.isArray(properties) ? properties : []).map(recordOf).find(({ key }) => key === PROPERTY);
  const { delivery = '', digest = '' } = recordOf(marks?.value);
  const at = Date.parse(String(created));
  return {
    remoteId: typeof id === 'string' ? id : null,
    at: Number.isFinite(at) ? at : null,
    delivery: String(delivery),
    digest: String(digest),
  };
}

const pathOf = (issueId: string): string => `/issue/${encodeURIComponent(issueId)}/comment`;

/** One page of an issue's comments, newest first. Throws FailureError (transient) when the answer holds no list. */
export async function commentsOf(client: JiraClient, issueId: string, startAt: number, call: Call): Promise<readonly Comment[]> {
  const query = `orderBy=-created&startAt=${startAt}&maxResults=${PAGE}&expand=properties`;
  const { comments } = recordOf(await client.ask('GET', `${pathOf(issueId)}?${query}`, call));
  if (Array.isArray(comments)) return comments.map(commentOf);
  const evidence = { message: 'Jira answered without the comments of the issue' };
  throw new FailureError({ class: 'transient', scope: 'record', evidence });
}

/** `internal` keeps it from the portal. */
export async function addComment(client: JiraClient, issueId: string, text: string, internal: boolean, call: Call): Promise<Comment> {
  const properties = [
    { key: PROPERTY, value: { delivery: call.deliveryId, digest: digestOf(text) } },
    // formats.md, JSM: this property, and not a visibility role, keeps a comment from the portal.
    { key: 'sd.public.comment', value: { internal } },
  ];
  return commentOf(await client.ask('POST', pathOf(issueId), call, { body: toAdf(text), properties }));
}

export function commentAction(client: JiraClient, internal: boolean, consistencyDelayMs: number): AppendAction {
  const shown = ({ remoteId, at }: Comment): Appended => ({ remoteId, at });
  return {
    idempotency: 'searchable',
    consistencyDelayMs,
    appendRecord: async (remoteId, text, call) => shown(await addComment(client, remoteId, text, internal, call)),
    async findAppend(remoteId, marker, sinceMs, call) {
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const comments = await commentsOf(client, remoteId, page * PAGE, call);
        const ours = comments.filter(({ delivery }) => delivery !== '' && markerOf(delivery) === marker);
        if (ours.length > 0) return ours.map(shown);
        const oldest = comments.at(-1)?.at ?? Number.POSITIVE_INFINITY;
        if (comments.length < PAGE || oldest < sinceMs - CLOCK_MARGIN_MS) return [];
      }
      const message = `The issue has more than ${MAX_PAGES * PAGE} newer comments: whether ours is there cannot be told`;
      throw new FailureError({
        class: 'invalid',
        scope: 'record',
        evidence: { message, hint: 'Look at the issue before this is sent again' },
      });
    },
  };
}
