/** The HTTP face: faults, authentication and limits in front of the resources. */
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  basicDoor,
  type Handler,
  headerOf,
  type JsonRecord,
  json,
  panelAnswer,
  type RunningServer,
  startServer,
} from '#simulators/kit';
import { accountOf, PERSON, whoIs } from './accounts.ts';
import { createInstance, type Instance } from './instance.ts';
import { tooMany } from './limits.ts';
import { DEFAULTS, type SimulatorOptions } from './options.ts';
import { createIssue, issueWork, missing, type Request, refusal, traceId } from './routes.ts';
import { search } from './search.ts';
import { deskWork } from './servicedesk.ts';

export interface JiraSimulator extends RunningServer {
  readonly site: Instance;
}

const UNAUTHENTICATED = 'Client must be authenticated to access this resource.';

function parse(body: Buffer): unknown {
  try {
    return body.length === 0 ? null : (JSON.parse(body.toString('utf8')) as unknown);
  } catch {
    return null; // every resource that needs a body refuses its absence
  }
}

function changeSwitches(site: Instance, given: JsonRecord): void {
  site.limits.change(given);
  const { searchLagMs: lag, dropProperties } = given;
  if (typeof dropProperties === 'boolean') site.switches.dropProperties = dropProperties;
  if (typeof lag === 'number' && lag >= 0 && lag <= 600_000) site.switches.searchLagMs = lag;
}

function control(site: Instance, method: string, path: string, body: Buffer): Answer {
  return panelAnswer(
    {
      faults: site.faults,
      counters: () => ({ ...site.counters, webhooks: site.webhooks.counters, ...site.journal.stats() }),
      state: () => ({ issues: site.store.all() }),
      switches: () => ({ ...site.switches, ...site.limits.settings }),
      change: (given) => changeSwitches(site, given),
    },
    method,
    path,
    body,
  );
}

/** Faults that take the place of an answer, then who is asking. */
function gate(site: Instance, isKnown: (authorization: string | null) => boolean, request: IncomingMessage): Answer | null {
  const fault = site.faults.intercept();
  if (fault?.status === 429) return tooMany('jira-burst-based', fault.retryAfter ?? 1, null);
  if (fault?.status === 401 || !isKnown(headerOf(request, 'authorization'))) {
    return json(401, { errorMessages: [UNAUTHENTICATED], errors: {} }, { 'X-Seraph-LoginReason': 'AUTHENTICATED_FAILED' });
  }
  return fault === null ? null : refusal(fault.status, ['Injected failure']);
}

/** The integration user may work on issues, and administers nothing. */
function permissionsOf(query: URLSearchParams): object {
  const asked = (query.get('permissions') ?? '').split(',').filter((name) => name !== '');
  return Object.fromEntries(asked.map((key) => [key, { key, havePermission: !key.includes('ADMIN') }]));
}

async function work(site: Instance, request: Request): Promise<Answer | 'withhold'> {
  const { method, url } = request;
  const atDesk = await deskWork(site, request);
  if (atDesk !== null) return atDesk;
  const path = url.pathname.replace(/^\/rest\/api\/[23]/, '');
  const found = /^\/issue\/([^/]+)(\/.*)?$/.exec(path);
  const target = found === null ? null : issueWork(method, found[2] ?? '');
  const isSearch = method === 'POST' && path === '/search/jql';
  const isCreate = method === 'POST' && path === '/issue';
  if (method === 'GET' && path === '/myself') return json(200, { ...accountOf(request.caller.who), emailAddress: site.options.email });
  if (method === 'GET' && path === '/mypermissions') return json(200, { permissions: permissionsOf(url.searchParams) });
  if (target === null && !isSearch && !isCreate) return refusal(404, ['No such resource']);
  const issue = found === null ? undefined : site.store.get(decodeURIComponent(found[1] ?? ''));
  const written = method === 'GET' || issue === undefined ? null : issue.id;
  const { refusal: limited, headers } = site.limits.take(Date.now(), target?.endpoint ?? `${method} ${path}`, written);
  if (limited !== null) return limited;
  const answer = isSearch
    ? await search(site, request)
    : isCreate
      ? await createIssue(site, request)
      : issue === undefined || target === null
        ? missing()
        : await target.work(site, request, issue, target.last);
  return answer === 'withhold' ? answer : { ...answer, headers: { ...answer.headers, ...headers } };
}

/** Starts one site. Rejects when the journal can't be read or the port is taken. */
export async function startJira(given: Partial<SimulatorOptions> = {}): Promise<JiraSimulator> {
  const options = { ...DEFAULTS, ...given };
  const site = await createInstance(options);
  const doors = [options.email, PERSON].map((user) => basicDoor(user, options.token, site.faults));
  const isKnown = (authorization: string | null): boolean => doors.some((opens) => opens(authorization));
  const serve: Handler = async (request, body) => {
    const url = new URL(request.url ?? '/', `http://${headerOf(request, 'host') ?? 'localhost'}`);
    const method = request.method ?? 'GET';
    if (url.pathname.startsWith('/__sim/')) return control(site, method, url.pathname, body);
    site.counters.requests += 1;
    if (site.faults.settings.delayMs > 0) await sleep(site.faults.settings.delayMs);
    const caller = {
      requestId: headerOf(request, 'x-request-id'),
      traceparent: headerOf(request, 'traceparent'),
      who: whoIs(headerOf(request, 'authorization')),
      origin: url.origin,
    };
    const answer = gate(site, isKnown, request) ?? (await work(site, { method, url, body: parse(body), caller }));
    if (answer === 'withhold') return answer;
    if (answer.status === 429) site.counters.tooMany += 1;
    return { ...answer, headers: { ...answer.headers, 'Atl-Traceid': traceId() } };
  };
  const server = await startServer(options.port, serve, site.faults, options.requests);
  const close = async (): Promise<void> => {
    await server.close();
    await site.webhooks.close();
    await site.journal.close();
  };
  return { url: server.url, port: server.port, close, site };
}
