import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { CompiledWorkspace } from '#libs/flow';
import { avroSchemas, topicSpecs } from '#libs/model';
import { dryRun, type Edit, edited, type Steps } from '#libs/review';
import type { JobAction, JobOrder, ReviewDetail, ReviewFilter, Store } from '#libs/state';
import { type ApiAnswer, ApiError, type ApiRequest, declined, jsonBody, ok, parse, refusal } from './answer.ts';
import { approveBody, dryRunBody, editBody, jobBody, lookQuery, pageQuery, reasonBody } from './requests.ts';

export interface ApiDeps {
  readonly store: Store;
  readonly steps: Steps;
  workspace(): CompiledWorkspace | null;
  readonly fourEyes: boolean;
  readonly approvalAbove: number;
}

type Handle = (request: ApiRequest, id: string) => Promise<ApiAnswer>;

/** The operators' API: what waits for a person, and what they do about it. Every deed carries the actor of the token. */
export function createApi(deps: ApiDeps): (request: ApiRequest) => Promise<ApiAnswer> {
  const { store } = deps;
  const routes: readonly (readonly [method: string, path: RegExp, handle: Handle])[] = [
    ['GET', /^\/review$/, ({ query }) => groups(store, query)],
    ['GET', /^\/review\/items$/, ({ query }) => items(store, query)],
    ['GET', /^\/review\/([^/]+)$/, async (_, id) => ok(shown(await itemOf(store, id)))],
    ['POST', /^\/review\/([^/]+)\/edit$/, (request, id) => edit(store, id, request)],
    ['POST', /^\/review\/([^/]+)\/dry-run$/, (request, id) => tried(deps, id, request)],
    ['POST', /^\/review\/([^/]+)\/approve$/, (request, id) => approve(store, id, request)],
    ...(['replay', 'discard', 'supersede'] as const).map(
      (action) =>
        ['POST', new RegExp(`^/review/([^/]+)/${action}$`), (request: ApiRequest, id: string) => one(deps, action, id, request)] as const,
    ),
    ['GET', /^\/jobs$/, async ({ query }) => ok({ jobs: await store.reviewJobs(Math.min(1_000, parse(pageQuery, query).limit)) })],
    ['POST', /^\/jobs$/, (request) => order(deps, request)],
    ['GET', /^\/jobs\/([^/]+)$/, (request, id) => job(store, id, request)],
    ['POST', /^\/jobs\/([^/]+)\/approve$/, (request, id) => approve(store, id, request)],
  ];
  return async (request) => {
    const known = routes.filter(([, path]) => path.test(request.path));
    const [route] = known.filter(([method]) => method === request.method);
    if (route === undefined)
      return known.length > 0
        ? refusal(405, `${request.method} is not taken here`, `use ${known.map(([method]) => method).join(' or ')}`)
        : refusal(404, `there is nothing at /api${request.path}`, 'see the reference of the API');
    const [, path, handle] = route;
    return await handle(request, decoded(path.exec(request.path)?.[1] ?? ''));
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ApiError(400, `${part} is no part of an address`, 'encode it as UTF-8 with percent signs');
  }
}

function filterOf({ cause, system, flow, state }: Pick<z.infer<typeof lookQuery>, 'cause' | 'system' | 'flow' | 'state'>): ReviewFilter {
  return {
    ...(cause === undefined ? {} : { fingerprint: cause }),
    ...(system === undefined ? {} : { system }),
    ...(flow === undefined ? {} : { flow }),
    ...(state === undefined ? {} : { states: [state] }),
  };
}

async function groups(store: Store, query: unknown): Promise<ApiAnswer> {
  const look = parse(lookQuery, query);
  return ok({ groups: await store.reviewGroups(filterOf(look), look) });
}

async function items(store: Store, query: unknown): Promise<ApiAnswer> {
  const look = parse(lookQuery, query);
  return ok({ items: await store.reviewItems(filterOf(look), look) });
}

async function itemOf(store: Store, id: string): Promise<ReviewDetail> {
  const detail = await store.reviewItem(id);
  if (detail === null) throw new ApiError(404, `no parked record has the id ${id}`, 'GET /api/review/items lists them');
  return detail;
}

/** Bytes as base64, contents as JSON, and the schema that the record was read by. */
function shown({ payload, revisions, ...detail }: ReviewDetail): Record<string, unknown> {
  const model = topicSpecs.find((spec) => spec.topic === detail.sourceTopic)?.model;
  const json = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  return {
    ...detail,
    payload: payload === null ? null : { ...payload, value: payload.value?.toString('base64') ?? null, content: json(payload.content) },
    revisions: revisions.map((revision) => ({ ...revision, content: json(revision.content) })),
    schema: model === undefined ? null : { model, avro: avroSchemas[model] },
  };
}

async function edit(store: Store, id: string, { body, actor }: ApiRequest): Promise<ApiAnswer> {
  const { reason, ...change } = parse(editBody, jsonBody(body));
  const detail = await itemOf(store, id);
  const before = detail.revisions.at(-1)?.content ?? detail.payload?.content ?? null;
  const revised = await store.revise(id, edited(detail.payload?.form ?? 'bytes', before, change), { actor, reason });
  return revised.kind === 'declined' ? declined(revised) : ok({ revision: revised.revision.n });
}

async function tried({ store, steps, workspace }: ApiDeps, id: string, { body }: ApiRequest): Promise<ApiAnswer> {
  const { set, text } = parse(dryRunBody, jsonBody(body));
  const change: Edit | null = text !== undefined ? { text } : set !== undefined ? { set } : null;
  const current = workspace();
  if (current === null) return refusal(409, 'no workspace has been applied yet', 'apply one: junctor apply');
  const context = store.context.bind(store);
  return ok({ workspace: current.revision, ...(await dryRun(await itemOf(store, id), change, { steps, workspace: current, context })) });
}

async function approve(store: Store, id: string, { body, actor }: ApiRequest): Promise<ApiAnswer> {
  const approved = await store.approve(id, { actor, ...parse(approveBody, jsonBody(body)) });
  return approved.kind === 'declined' ? declined(approved) : ok({ approvedBy: actor });
}

async function open({ store, fourEyes, approvalAbove }: ApiDeps, given: Omit<JobOrder, 'fourEyes' | 'approvalAbove'>): Promise<ApiAnswer> {
  const opened = await store.openJob({ ...given, fourEyes, approvalAbove });
  return opened.kind === 'declined' ? declined(opened) : { status: 202, body: { job: opened.job } };
}

async function one(deps: ApiDeps, action: JobAction, id: string, { body, actor }: ApiRequest): Promise<ApiAnswer> {
  const { reason } = parse(reasonBody, jsonBody(body));
  return await open(deps, { id: randomUUID(), action, items: [id], actor, reason });
}

async function order(deps: ApiDeps, { body, actor }: ApiRequest): Promise<ApiAnswer> {
  const { id = randomUUID(), action, reason, items: given } = parse(jobBody, jsonBody(body));
  const selected = Array.isArray(given) ? given : filterOf(given);
  return await open(deps, { id: id.toLowerCase(), action, items: selected, actor, reason });
}

async function job(store: Store, id: string, { query }: ApiRequest): Promise<ApiAnswer> {
  const page = parse(pageQuery, query);
  const found = await store.reviewJob(id);
  if (found === null) return refusal(404, `no job has the id ${id}`, 'GET /api/jobs lists them');
  return ok({ job: found, items: await store.jobItems(id, page) });
}
