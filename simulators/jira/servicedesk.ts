/** The desk in front of the issues (formats.md, JSM): one service desk, one request type. Shapes of the answers: gk. */
import { type Answer, type JsonRecord, json, recordOf } from '#simulators/kit';
import type { Instance } from './instance.ts';
import type { Issue } from './issue.ts';
import { createIssue, type Request } from './routes.ts';
import { statusOf } from './workflow.ts';

export const DESK = '1';
export const REQUEST_TYPE = '10';

const refusal = (status: number, message: string): Answer => json(status, { errorMessage: message, i18nErrorMessage: { parameters: [] } });

const paragraph = (text: string): object => ({ type: 'paragraph', content: [{ type: 'text', text }] });

/** The form takes text where the issue takes a document. */
const documentOf = (text: string): object => ({ type: 'doc', version: 1, content: text === '' ? [] : [paragraph(text)] });

function shown({ id, key, fields, status }: Issue): object {
  const current = statusOf(status);
  const values = [{ fieldId: 'summary', label: 'Summary', value: fields.summary }];
  return {
    ...{ issueId: id, issueKey: key, requestTypeId: REQUEST_TYPE, serviceDeskId: DESK, requestFieldValues: values },
    currentStatus: { status: current.name, statusCategory: current.statusCategory.key.toUpperCase() },
  };
}

function problemOf(body: JsonRecord, values: JsonRecord): string | null {
  if (body.serviceDeskId !== DESK) return 'The service desk does not exist or you do not have permission to see it.';
  if (body.requestTypeId !== REQUEST_TYPE) return 'The request type does not exist.';
  if (values.description !== undefined && typeof values.description !== 'string') return 'description: a text is expected';
  return null;
}

async function raise(site: Instance, request: Request): Promise<Answer | 'withhold'> {
  const body = recordOf(request.body);
  const { description, ...values } = recordOf(body.requestFieldValues);
  const problem = problemOf(body, recordOf(body.requestFieldValues));
  if (problem !== null) return site.reject(null, refusal(400, problem), request.caller);
  const reporter = typeof body.raiseOnBehalfOf === 'string' ? { customfield_10099: body.raiseOnBehalfOf } : {};
  const text = typeof description === 'string' ? { description: documentOf(description) } : {};
  const fields = { project: { key: site.options.project }, issuetype: { name: 'Task' }, ...values, ...text, ...reporter };
  const made = await createIssue(site, { ...request, body: { fields } });
  if (made === 'withhold' || made.status !== 201) return made;
  const issue = site.store.get(String(recordOf(JSON.parse(made.body)).id));
  return issue === undefined ? refusal(500, 'The request is gone') : json(201, shown(issue));
}

/** Paths below /rest/servicedeskapi; null for any other. */
export async function deskWork(site: Instance, request: Request): Promise<Answer | 'withhold' | null> {
  const { method, url } = request;
  const found = /^\/rest\/servicedeskapi\/request(?:\/([^/]+))?$/.exec(url.pathname);
  if (found === null) return null;
  const [, id] = found;
  if (id === undefined) return method === 'POST' ? raise(site, request) : refusal(405, 'Method not allowed');
  const issue = site.store.get(decodeURIComponent(id));
  return issue === undefined ? refusal(404, 'The request does not exist.') : json(200, shown(issue));
}
