/** The HTTP face: tokens, the API, and a person's hand at /__sim/act. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Handler, headerOf, json, panelAnswer, parseRecord, type RunningServer, startServer } from '#simulators/kit';
import { createAccess } from './access.ts';
import { DEFAULTS, type SimulatorOptions } from './options.ts';
import { failure, route } from './routes.ts';
import { type Caller, createTracker, type Tracker } from './tracker.ts';
import { problemsOf } from './workitem.ts';

export interface TrackerSimulator extends RunningServer {
  readonly tracker: Tracker;
}

const callerOf = (request: IncomingMessage): Caller => ({
  login: 'svc-junctor',
  kind: 'app',
  requestId: headerOf(request, 'x-request-id')?.slice(0, 80) ?? randomUUID(),
  traceparent: headerOf(request, 'traceparent'),
});

/** `{uid, set: {...}, note: "text", by}`: what a person does in the browser. */
async function act(tracker: Tracker, body: Buffer): Promise<Answer> {
  const { uid, set, note, by } = parseRecord(body) ?? {};
  const item = tracker.store.get(String(uid));
  if (item === undefined) return json(400, { error: 'uid of an item is needed' });
  const person: Caller = { login: String(by ?? 'ada'), kind: 'person', requestId: randomUUID(), traceparent: null };
  if (typeof note === 'string') await tracker.note(item, { text: note, audience: 'team', origin: null }, person);
  if (typeof set !== 'object' || set === null) return json(200, item);
  const given = set as Readonly<Record<string, unknown>>;
  const problems = problemsOf(given, item);
  if (problems.length > 0) return json(400, { error: problems });
  return json(200, await tracker.write(item, given, person));
}

function control(tracker: Tracker, method: string, path: string, body: Buffer): Answer {
  const { counters, webhooks, journal, store, switches, faults } = tracker;
  return panelAnswer(
    {
      faults,
      counters: () => ({ ...counters, webhooks: webhooks.counters, ...journal.stats() }),
      state: () => ({ workitems: store.list(Date.now(), 0).map((item) => ({ ...item, notes: store.notes(item.uid) })) }),
      switches: () => switches,
      change({ searchLagMs, uniqueExternalKeys }) {
        if (typeof searchLagMs === 'number' && searchLagMs >= 0 && searchLagMs <= 600_000) switches.searchLagMs = searchLagMs;
        if (typeof uniqueExternalKeys === 'boolean') switches.uniqueExternalKeys = uniqueExternalKeys;
      },
    },
    method,
    path,
    body,
  );
}

/** Starts one tracker. Rejects when the journal can't be read or the port is taken. */
export async function startTracker(given: Partial<SimulatorOptions> = {}): Promise<TrackerSimulator> {
  const options = { ...DEFAULTS, ...given };
  const tracker = await createTracker(options);
  const access = createAccess(options, tracker.faults);

  const serve: Handler = async (request, body) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/__sim/act') return act(tracker, body);
    if (url.pathname === '/__sim/revoke') {
      access.revoke();
      return json(200, {});
    }
    if (url.pathname.startsWith('/__sim/')) return control(tracker, request.method ?? 'GET', url.pathname, body);
    const caller = callerOf(request);
    const authorization = headerOf(request, 'authorization');
    if (url.pathname === '/oauth/token') {
      tracker.counters.tokens += 1;
      return access.issue(authorization, body.toString('utf8'), Date.now());
    }
    tracker.counters.requests += 1;
    if (tracker.faults.settings.delayMs > 0) await sleep(tracker.faults.settings.delayMs);
    const fault = tracker.faults.intercept();
    if (fault?.status === 429) {
      tracker.counters.tooMany += 1;
      const answer = failure(429, 'throttled', 'too many requests of this workspace', caller);
      return { ...answer, headers: { ...answer.headers, ...(fault.retryAfter !== null && { 'Retry-After': String(fault.retryAfter) }) } };
    }
    if (fault !== null) return failure(fault.status, 'injected', 'Injected failure', caller);
    if (!access.allows(authorization, Date.now())) return failure(401, 'unauthenticated', 'the token is not accepted', caller);
    return route(tracker, request, url, body, caller);
  };
  const server = await startServer(options.port, serve, tracker.faults, options.requests);
  const close = async (): Promise<void> => {
    await server.close();
    await tracker.webhooks.close();
    await tracker.journal.close();
  };
  return { url: server.url, port: server.port, close, tracker };
}
