/** The API below /api/v2: items and their notes. */
import type { IncomingMessage } from 'node:http';
import { type Answer, type JsonRecord, json, parseRecord, recordOf } from '#simulators/kit';
import type { Caller, Tracker } from './tracker.ts';
import { problemsOf, type WorkItem } from './workitem.ts';

type Done = Answer | 'withhold';

const MAX_TEXT = 8_000;

export function failure(status: number, code: string, message: string, caller: Caller, more: object = {}): Answer {
  return json(status, { error: { code, message, request_id: caller.requestId, ...more } }, { 'X-Request-Id': caller.requestId });
}

const shown = (status: number, value: unknown, caller: Caller, headers: Readonly<Record<string, string>> = {}): Answer =>
  json(status, value, { 'X-Request-Id': caller.requestId, ...headers });

/** A cursor is a position in the order of change: the last one seen. */
const cursorOf = (item: { readonly modified?: string; readonly created: string; readonly uid: string }): string =>
  Buffer.from(JSON.stringify([item.modified ?? item.created, item.uid])).toString('base64url');

function positionOf(cursor: string): readonly [string, string] | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) && value.length === 2 ? [String(value[0]), String(value[1])] : null;
  } catch {
    return null; // answered 400
  }
}

function page<T extends { readonly uid: string; readonly modified?: string; readonly created: string }>(
  all: readonly T[],
  name: string,
  url: URL,
  cap: number,
  caller: Caller,
): Answer {
  const given = url.searchParams.get('cursor');
  const after = given === null ? null : positionOf(given);
  if (given !== null && after === null) return failure(400, 'bad_cursor', 'this cursor cannot be read', caller);
  const perPage = Math.min(Math.max(1, Number(url.searchParams.get('per_page') ?? 20) || 20), cap);
  const rest = after === null ? all : all.filter((one) => [one.modified ?? one.created, one.uid].join() > after.join());
  const items = rest.slice(0, perPage);
  const last = items.at(-1);
  const next = rest.length > items.length && last !== undefined ? cursorOf(last) : null;
  return shown(200, { [name]: items, page: { next, count: items.length } }, caller);
}

function list(tracker: Tracker, url: URL, caller: Caller): Answer {
  const key = url.searchParams.get('external_key');
  const since = url.searchParams.get('modified_since');
  const from = since === null ? null : Date.parse(since);
  if (from !== null && Number.isNaN(from)) return failure(400, 'bad_filter', 'modified_since is no ISO 8601 time', caller);
  const all = tracker.store.list(Date.now(), tracker.switches.searchLagMs);
  const found = all.filter((item) => (key === null || item.external_key === key) && (from === null || Date.parse(item.modified) >= from));
  return page(found, 'workitems', url, tracker.options.pageCap, caller);
}

async function refused(tracker: Tracker, answer: Answer, caller: Caller): Promise<Answer> {
  await tracker.reject(answer.body, caller);
  return answer;
}

async function write(tracker: Tracker, before: WorkItem | null, body: Buffer, caller: Caller): Promise<Done> {
  const given: JsonRecord | null = parseRecord(body);
  if (given === null || typeof given.workitem !== 'object')
    return refused(tracker, failure(400, 'bad_json', 'an object with a workitem is needed', caller), caller);
  const fields = recordOf(given.workitem);
  const errors = problemsOf(fields, before);
  if (errors.length > 0) return refused(tracker, failure(422, 'invalid', 'some fields were refused', caller, { fields: errors }), caller);
  const key = fields.external_key;
  const taken =
    tracker.switches.uniqueExternalKeys &&
    typeof key === 'string' &&
    tracker.store.list(Date.now(), 0).find((item) => item.external_key === key && item.uid !== before?.uid);
  if (taken)
    return refused(
      tracker,
      failure(409, 'external_key_taken', 'another item has this external key', caller, { existing: taken.uid }),
      caller,
    );
  const item = await tracker.write(before, fields, caller);
  if (item === null) return 'withhold';
  return shown(
    before === null ? 201 : 200,
    { workitem: item },
    caller,
    before === null ? { Location: `/api/v2/workitems/${item.uid}` } : {},
  );
}

async function addNote(tracker: Tracker, item: WorkItem, body: Buffer, caller: Caller): Promise<Done> {
  const given = recordOf(parseRecord(body)?.note);
  const { text, audience = 'team', origin = null } = given;
  if (typeof text !== 'string' || text === '' || text.length > MAX_TEXT)
    return refused(tracker, failure(422, 'invalid', `text must have 1 to ${MAX_TEXT} characters`, caller), caller);
  if (audience !== 'team' && audience !== 'reporter')
    return refused(tracker, failure(422, 'invalid', 'audience is team or reporter', caller), caller);
  const made = await tracker.note(item, { text, audience, origin: typeof origin === 'string' ? origin : null }, caller);
  return made === null ? 'withhold' : shown(201, { note: made }, caller);
}

/** Answers what is below /api/v2, sign-in already checked. */
export async function route(tracker: Tracker, request: IncomingMessage, url: URL, body: Buffer, caller: Caller): Promise<Done> {
  const { method } = request;
  const [, uid, part] = /^\/api\/v2\/workitems(?:\/([^/]+))?(?:\/(notes))?$/.exec(url.pathname) ?? [null];
  if (uid === undefined && url.pathname === '/api/v2/workitems') {
    if (method === 'GET') return list(tracker, url, caller);
    if (method === 'POST') return write(tracker, null, body, caller);
    return failure(405, 'method', 'GET or POST', caller);
  }
  const item = uid === undefined || uid === null ? undefined : tracker.store.get(decodeURIComponent(uid));
  if (item === undefined) return refused(tracker, failure(404, 'not_found', 'there is no such item', caller), caller);
  if (part === 'notes') {
    if (method === 'GET') return page(tracker.store.notes(item.uid), 'notes', url, tracker.options.pageCap, caller);
    if (method === 'POST') return addNote(tracker, item, body, caller);
  } else {
    if (method === 'GET') return shown(200, { workitem: item }, caller);
    if (method === 'PATCH') return write(tracker, item, body, caller);
  }
  return failure(405, 'method', 'this method is not served here', caller);
}
