/** The HTTP face: authentication, quota and faults in front of the Table API and the few others there are. */
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, basicDoor, type Handler, json, type RunningServer, startServer } from '#simulators/kit';
import { availableStates, CHANGE_STATES } from './change-rules.ts';
import { control } from './control.ts';
import { createInstance, type Instance } from './instance.ts';
import { reconcile } from './ire.ts';
import type { Caller } from './ledger.ts';
import { DEFAULTS, type SimulatorOptions } from './options.ts';
import { present } from './present.ts';
import { tooMany } from './quota.ts';
import { JOURNAL, SCHEMA } from './schema.ts';
import { failure, list, notFound, parseTarget, presentationOf, type Target } from './table-api.ts';

export interface ServiceNowSimulator extends RunningServer {
  readonly instance: Instance;
}

const HIBERNATING: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html;charset=UTF-8' },
  body: '<!DOCTYPE html><html><head><title>Instance Hibernating page</title></head><body><h1>Your instance is hibernating</h1></body></html>',
};

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

function parseBody(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // answered 400 by the caller
  }
}

function read(instance: Instance, target: Target): Answer {
  const { store, options, counters, switches } = instance;
  if (target.sysId === null) {
    counters.lists += 1;
    if (switches.journalHidden && target.table === JOURNAL) return json(200, { result: [] });
    return list(store, target, options, Date.now(), switches.searchLagMs);
  }
  counters.reads += 1;
  const row = store.get(target.table, target.sysId);
  if (row === undefined) return notFound();
  return json(200, { result: present(store, target.table, row, presentationOf(target.url, options)) });
}

async function work(instance: Instance, request: IncomingMessage, target: Target, body: Buffer): Promise<Answer | 'withhold'> {
  if (SCHEMA[target.table] === undefined) return failure(400, `Invalid table ${target.table}`, null);
  const method = request.method ?? 'GET';
  if (method === 'GET') return read(instance, target);
  const isWrite = target.sysId === null ? method === 'POST' : method === 'PATCH' || method === 'PUT';
  if (!isWrite) return failure(405, 'Method not supported', `${method} is not supported on this resource`);
  const given = parseBody(body);
  if (given === null) return failure(400, 'Exception while reading request', 'The payload is not valid JSON.');
  return instance.write(target, given, callerOf(request));
}

const callerOf = (request: IncomingMessage): Caller => ({
  requestId: header(request, 'x-request-id'),
  traceparent: header(request, 'traceparent'),
});

/** Which states a change may go to (formats.md, ServiceNow change); shape of the answer: gk. */
function nextStates({ store, counters }: Instance, sysId: string): Answer {
  counters.reads += 1;
  const row = store.get('change_request', sysId);
  if (row === undefined) return notFound();
  const states = availableStates(row);
  const labels = Object.fromEntries(states.map((state) => [state, CHANGE_STATES[state]]));
  return json(200, { result: { available_states: states, state_transitions: [], state_label: labels } });
}

/** APIs beside the Table API. */
async function otherApi(instance: Instance, request: IncomingMessage, url: URL, body: Buffer): Promise<Answer | 'withhold'> {
  const change = /^\/api\/sn_chg_rest\/(?:v1\/)?change\/([^/]+)\/nextstates$/.exec(url.pathname);
  if (change !== null && request.method === 'GET') return nextStates(instance, change[1] ?? '');
  const given = parseBody(body);
  if (url.pathname !== '/api/now/identifyreconcile' || request.method !== 'POST')
    return failure(400, 'Requested URI does not represent any resource', null);
  return given === null
    ? failure(400, 'Exception while reading request', 'The payload is not valid JSON.')
    : reconcile(instance, url, given, callerOf(request));
}

function createGate(
  instance: Instance,
): (now: number) => { readonly refusal: Answer | null; readonly headers: Readonly<Record<string, string>> } {
  let heldUntil = 0;
  return (now) => {
    const { counters, faults, quota } = instance;
    counters.requests += 1;
    if (now < heldUntil) counters.early += 1;
    const used = quota.take(now);
    const fault = faults.intercept();
    const retryAfter = fault?.status === 429 ? (fault.retryAfter ?? 1) : used.over ? used.resetInS : null;
    if (retryAfter !== null) {
      counters.tooMany += 1;
      heldUntil = Math.max(heldUntil, now + retryAfter * 1000);
      return { refusal: tooMany(retryAfter, used.headers), headers: {} };
    }
    const refusal = fault === null ? null : failure(fault.status, 'Injected failure', null);
    return { refusal, headers: used.headers };
  };
}

/** Starts one instance. Rejects when the journal can't be read or the port is taken. */
export async function startServiceNow(given: Partial<SimulatorOptions> = {}): Promise<ServiceNowSimulator> {
  const options = { ...DEFAULTS, ...given };
  const instance = await createInstance(options);
  const isKnown = basicDoor(options.user, options.password, instance.faults);
  const gate = createGate(instance);
  const serve: Handler = async (request, body) => {
    const url = new URL(request.url ?? '/', `http://${header(request, 'host') ?? 'localhost'}`);
    if (url.pathname.startsWith('/__sim/')) return control(instance, request.method ?? 'GET', url, body);
    const { refusal, headers } = gate(Date.now());
    if (instance.faults.settings.delayMs > 0) await sleep(instance.faults.settings.delayMs);
    if (instance.switches.hibernating) return HIBERNATING;
    if (!isKnown(header(request, 'authorization'))) {
      return failure(401, 'User Not Authenticated', 'Required to provide Auth information', {
        'WWW-Authenticate': 'BASIC realm="Service-now"',
      });
    }
    if (refusal !== null) return refusal;
    const target = parseTarget(url, options.defaultVersion);
    const answer = target === null ? await otherApi(instance, request, url, body) : await work(instance, request, target, body);
    return answer === 'withhold' ? answer : { ...answer, headers: { ...answer.headers, ...headers } };
  };
  const server = await startServer(options.port, serve, instance.faults, options.requests);
  const close = async (): Promise<void> => {
    await server.close();
    await instance.journal.close();
  };
  return { url: server.url, port: server.port, close, instance };
}
