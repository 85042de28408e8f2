/** The resources of REST v3 that a connector needs, each as (site, request) -> answer. */
import { randomUUID } from 'node:crypto';
import { type Answer, type JsonRecord, json, recordOf } from '#simulators/kit';
import { accountOf } from './accounts.ts';
import { createErrors, isAdf, transitionErrors, updateErrors } from './fields.ts';
import type { Caller, Effect, Instance } from './instance.ts';
import type { Issue, IssueComment } from './issue.ts';
import { commentShown, shown, type Version } from './present.ts';
import { TODO, transitionsFrom } from './workflow.ts';

export interface Request {
  readonly method: string;
  readonly url: URL;
  /** Parsed JSON; null when there is none or it is broken. */
  readonly body: unknown;
  readonly caller: Caller;
}

type Work = (site: Instance, request: Request, issue: Issue, last: string) => Promise<Answer | 'withhold'>;

const NO_CONTENT: Answer = { status: 204, body: '' };
/** A page of comments holds so many at most. */
const MAX_RESULTS = 5_000;

/** The error body of every refusal. */
export function refusal(status: number, messages: readonly string[], errors: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { errorMessages: messages, errors });
}

export const versionOf = (url: URL): Version => (url.pathname.startsWith('/rest/api/2/') ? '2' : '3');

export const missing = (): Answer => refusal(404, ['Issue does not exist or you do not have permission to see it.']);

const labels = (value: unknown): readonly string[] => (Array.isArray(value) ? [...new Set(value.map(String))] : []);

function propertiesOf(body: JsonRecord): Record<string, unknown> | null {
  if (body.properties === undefined) return {};
  if (!Array.isArray(body.properties)) return null;
  return Object.fromEntries(body.properties.map((one) => [String(recordOf(one).key), recordOf(one).value]));
}

export async function createIssue(site: Instance, { body, caller, url }: Request): Promise<Answer | 'withhold'> {
  const given = recordOf(body);
  const fields = recordOf(given.fields);
  const errors = createErrors(fields, site.options.project);
  const properties = propertiesOf(given);
  if (Object.keys(errors).length > 0 || properties === null) return site.reject(null, refusal(400, [], errors), caller);
  const number = site.nextNumber();
  const now = new Date().toISOString();
  const reporter = accountOf(caller.who);
  const issue: Issue = {
    id: String(10_000 + number),
    key: `${site.options.project}-${number}`,
    fields: {
      description: null,
      priority: { name: 'Medium' },
      assignee: null,
      resolution: null,
      ...fields,
      labels: labels(fields.labels),
      reporter,
    },
    status: TODO.id,
    properties: site.switches.dropProperties ? {} : properties,
    comments: [],
    created: now,
    updated: now,
  };
  const answer = json(201, { id: issue.id, key: issue.key, self: `${url.origin}/rest/api/3/issue/${issue.id}` });
  return site.commit({ op: 'create', issue, after: issue, event: 'jira:issue_created', answer }, caller);
}

function changed(issue: Issue, after: Partial<Issue>): { issue: Issue; after: Partial<Issue> } {
  const whole = { ...after, updated: new Date().toISOString() };
  return { issue: { ...issue, ...whole }, after: whole };
}

const updated = (op: Effect['op'], issue: Issue, after: Partial<Issue>, answer: Answer): Effect => ({
  op,
  ...changed(issue, after),
  event: op === 'comment' ? 'comment_created' : 'jira:issue_updated',
  answer,
});

const updateIssue: Work = async (site, { body, caller }, issue) => {
  const given = recordOf(recordOf(body).fields);
  const errors = updateErrors(given, site.options.project);
  const more = propertiesOf(recordOf(body));
  if (Object.keys(errors).length > 0 || more === null) return site.reject(issue, refusal(400, [], errors), caller);
  const properties = site.switches.dropProperties ? issue.properties : { ...issue.properties, ...more };
  const fields = { ...issue.fields, ...given, ...(given.labels !== undefined && { labels: labels(given.labels) }) };
  return site.commit(updated('update', issue, { fields, properties }, NO_CONTENT), caller);
};

const readIssue: Work = async (_site, { url }, issue) => {
  const wanted = url.searchParams.get('properties')?.split(',') ?? [];
  const properties = Object.fromEntries(
    wanted.filter((name) => Object.hasOwn(issue.properties, name)).map((name) => [name, issue.properties[name]]),
  );
  return json(200, { ...shown(issue, url.origin, versionOf(url)), ...(wanted.length > 0 && { properties }) });
};

const readTransitions: Work = async (site, _request, issue) => {
  const transitions = transitionsFrom(issue.status, site.options.workflow).map(({ id, name, to, fields }) => ({
    id,
    name,
    to,
    fields: Object.fromEntries(fields.map((field) => [field, { required: false, name: field }])),
  }));
  return json(200, { expand: 'transitions', transitions });
};

const doTransition: Work = async (site, { body, caller }, issue) => {
  const id = recordOf(recordOf(body).transition).id;
  const transition = transitionsFrom(issue.status, site.options.workflow).find((one) => one.id === String(id));
  if (transition === undefined) {
    return site.reject(
      issue,
      refusal(400, [`It seems that you have tried to perform an illegal workflow operation (${String(id)}).`]),
      caller,
    );
  }
  const fields = recordOf(recordOf(body).fields);
  const errors = transitionErrors(fields, transition.fields);
  if (Object.keys(errors).length > 0) return site.reject(issue, refusal(400, [], errors), caller);
  const done = transition.to.statusCategory.key === 'done';
  const resolution = done ? (fields.resolution ?? { name: 'Done' }) : null;
  const resolutiondate = done ? new Date().toISOString() : null;
  const after = { status: transition.to.id, fields: { ...issue.fields, resolution, resolutiondate } };
  return site.commit(updated('transition', issue, after, NO_CONTENT), caller);
};

const readComments: Work = async (_site, { url }, issue) => {
  const wanted = (name: string, fallback: number): number => {
    const value = Number(url.searchParams.get(name) ?? fallback);
    return Number.isInteger(value) && value >= 0 ? value : fallback;
  };
  const [startAt, maxResults] = [wanted('startAt', 0), Math.min(wanted('maxResults', MAX_RESULTS), MAX_RESULTS)];
  const ordered = url.searchParams.get('orderBy') === '-created' ? issue.comments.toReversed() : issue.comments;
  const comments = ordered.slice(startAt, startAt + maxResults).map((comment) => commentShown(comment, versionOf(url)));
  return json(200, { startAt, maxResults, total: issue.comments.length, comments });
};

const addComment: Work = async (site, { body, caller }, issue) => {
  const given = recordOf(body);
  const properties = propertiesOf(given);
  if (!isAdf(given.body) || properties === null)
    return site.reject(issue, refusal(400, [], { comment: 'Comment body is not valid!' }), caller);
  const id = String(20_000 + Number(issue.id) * 100 + issue.comments.length);
  const comment: IssueComment = { id, author: caller.who, body: given.body, created: new Date().toISOString(), properties };
  return site.commit(updated('comment', issue, { comments: [...issue.comments, comment] }, json(201, commentShown(comment))), caller);
};

const readProperty: Work = async (_site, _request, issue, name) =>
  Object.hasOwn(issue.properties, name)
    ? json(200, { key: name, value: issue.properties[name] })
    : refusal(404, [`The property with key '${name}' does not exist.`]);

const putProperty: Work = async (site, { body, caller }, issue, name) => {
  if (body === null) return site.reject(issue, refusal(400, ['The property value is not valid JSON.']), caller);
  const status = Object.hasOwn(issue.properties, name) ? 200 : 201;
  return site.commit(updated('property', issue, { properties: { ...issue.properties, [name]: body } }, { status, body: '' }), caller);
};

const deleteIssue: Work = async (site, { caller }, issue) =>
  site.commit({ op: 'delete', issue, after: {}, event: 'jira:issue_deleted', answer: NO_CONTENT }, caller);

const WORKS: Readonly<Record<string, Work>> = {
  'GET ': readIssue,
  'PUT ': updateIssue,
  'DELETE ': deleteIssue,
  'GET /transitions': readTransitions,
  'POST /transitions': doTransition,
  'GET /comment': readComments,
  'POST /comment': addComment,
  'GET /properties/*': readProperty,
  'PUT /properties/*': putProperty,
};

/** What a path below /rest/api/3/issue/{idOrKey} stands for; null when nothing does. */
export function issueWork(method: string, rest: string): { readonly work: Work; readonly endpoint: string; readonly last: string } | null {
  const pattern = rest.replace(/^\/properties\/[^/]+$/, '/properties/*');
  const work = WORKS[`${method} ${pattern}`];
  const last = decodeURIComponent(rest.split('/').at(-1) ?? '');
  return work === undefined ? null : { work, endpoint: `${method} /issue/*${pattern}`, last };
}

/** Request ids for answers, as the site's support asks for them. */
export const traceId = (): string => randomUUID().replaceAll('-', '');
