/** Issues of the project by the time of their last change, page by page. */
import {
  type ConnectContext,
  epochMillis,
  FailureError,
  isJsonObject,
  type Json,
  type JsonObject,
  type Poller,
  valueAt,
} from '#libs/connector-kit';
import { createJiraClient, type JiraClient, recordOf } from './client.ts';
import type { Settings } from './settings.ts';
import { issueEvent } from './source.ts';

const PAGE = 50;
/** What is older than asked for by more than this was not asked for; a site may compare whole minutes (gk). */
const MARGIN_MS = 60_000;

const FIELDS = [
  ...['summary', 'description', 'status', 'priority', 'issuetype', 'project', 'labels', 'assignee', 'reporter'],
  ...['resolution', 'resolutiondate', 'created', 'updated', 'comment'],
];

/** Version 2, because webhooks write texts as it does: what is asked for reads as what was told. */
const SEARCH = '/api/2/search/jql';

interface Position {
  /** Epoch milliseconds. */
  readonly since: number;
  /** Where the pages of one search go on; null at its first. */
  readonly token: string | null;
}

const cursorOf = ({ since, token }: Position): string => `${since}|${token ?? ''}`;

function positionOf(sinceMs: number, cursor: string | null): Position {
  if (cursor === null) return { since: Math.max(0, Math.floor(sinceMs)), token: null };
  const bar = cursor.indexOf('|');
  return { since: Number(cursor.slice(0, bar)), token: cursor.slice(bar + 1) || null };
}

/** JQL reads a number as milliseconds since 1970 (gk); a date would be read in the time zone of the user, and in minutes. */
function questionOf(settings: Settings, { since, token }: Position): object {
  const places = [...Object.values(settings.fields), ...Object.values(settings.requests?.fields ?? {})];
  const own = places.flatMap((place) => place?.field ?? []);
  return {
    jql: `project = "${settings.project}" AND updated >= ${since} ORDER BY updated ASC`,
    fields: [...new Set([...FIELDS, ...own])],
    maxResults: PAGE,
    ...(token !== null && { nextPageToken: token }),
  };
}

const updatedAt = (issue: JsonObject): number | null => {
  const updated = valueAt(issue, 'fields.updated');
  return typeof updated === 'string' ? epochMillis(updated) : null;
};

function unasked(): FailureError {
  const evidence = {
    message: 'Jira returned issues that were not asked for: it ignored the time in the query',
    hint: 'Look at what JQL of the site makes of updated >= <milliseconds>',
  };
  return new FailureError({ class: 'invalid', scope: 'system', evidence });
}

/** By the time of the last issue, not by the search's own pages: an issue that changes meanwhile moves to the end and pushes others up. */
function following(at: Position, issues: readonly JsonObject[], answer: Readonly<Record<string, unknown>>): Position | null {
  const token = typeof answer.nextPageToken === 'string' && answer.nextPageToken !== '' ? answer.nextPageToken : null;
  if (answer.isLast === true || token === null) return null;
  const last = issues.at(-1);
  const reached = last === undefined ? null : updatedAt(last);
  // A whole page of one moment is gone through by its pages.
  return reached !== null && reached > at.since ? { since: reached, token: null } : { since: at.since, token };
}

/** A search shows the first comments of an issue; the newest are asked for where there are more. */
async function withComments(client: JiraClient, issue: JsonObject, signal: AbortSignal): Promise<JsonObject> {
  const shown = valueAt(issue, 'fields.comment');
  const total = valueAt(issue, 'fields.comment.total');
  const listed = valueAt(issue, 'fields.comment.comments');
  if (!isJsonObject(shown) || typeof total !== 'number' || !Array.isArray(listed) || total <= listed.length) return issue;
  const path = `/api/2/issue/${encodeURIComponent(String(issue.id))}/comment?orderBy=-created&maxResults=${PAGE}`;
  const { comments } = recordOf(await client.ask('GET', path, callOf(signal)));
  if (!Array.isArray(comments)) return issue;
  const fields = { ...(issue.fields as JsonObject), comment: { ...shown, comments: comments as readonly Json[] } };
  return { ...issue, fields };
}

const callOf = (signal: AbortSignal) => ({ deliveryId: 'poll', changed: null, traceparent: null, signal });

export function createPoller(settings: Settings, context: ConnectContext): Poller {
  const client = createJiraClient(settings, context);
  const readsComments = settings.source?.account !== undefined;

  return {
    async changedSince(sinceMs, cursor, signal) {
      const at = positionOf(sinceMs, cursor);
      const answer = recordOf(await client.ask('POST', SEARCH, callOf(signal), questionOf(settings, at)));
      if (!Array.isArray(answer.issues))
        throw new FailureError({ class: 'transient', scope: 'system', evidence: { message: 'Jira answered without a list of issues' } });
      const issues = (answer.issues as readonly Json[]).filter((one) => isJsonObject(one));
      if (issues.some((issue) => (updatedAt(issue) ?? at.since) < at.since - MARGIN_MS)) throw unasked();
      const after = following(at, issues, answer);
      const next = after === null ? null : cursorOf(after);
      if (next !== null && next === cursor) throw unasked();
      const events = [];
      for (const issue of issues) {
        const whole = readsComments ? await withComments(client, issue, signal) : issue;
        events.push(issueEvent({ issue: whole }, settings, { reconciled: 'true' }));
      }
      return { events, next };
    },
    close: () => client.close(),
  };
}
