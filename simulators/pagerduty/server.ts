/** The HTTP face: events in, incidents out, a person's hand at /__sim/act. */
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Handler, headerOf, json, panelAnswer, parseRecord, type RunningServer, startServer } from '#simulators/kit';
import { type Account, createAccount } from './account.ts';
import { invalid, MAX_EVENT_BYTES, readEvent } from './event.ts';
import type { Incident, Status } from './incident.ts';
import { DEFAULTS, type SimulatorOptions } from './options.ts';

export interface PagerDutySimulator extends RunningServer {
  readonly account: Account;
}

const MINUTE = 60_000;
const STATUSES: readonly Status[] = ['triggered', 'acknowledged', 'resolved'];
/** REST requests a minute (formats.md). */
const REST_LIMIT = 960;

/** Wording: gk. The event was not ingested; no Retry-After, as the vendor's page names only a number of seconds in prose. */
function tooMany(retryAfter: number | null): Answer {
  const headers: Record<string, string> = retryAfter === null ? {} : { 'Retry-After': String(retryAfter) };
  return json(429, { status: 'throttle exceeded', message: 'Requests for this service are arriving too quickly.' }, headers);
}

/** A rotation gives the first key another value; the others stay. */
function routingKeysOf({ options, faults }: Account): readonly string[] {
  const [first, ...others] = options.routingKeys;
  return first === undefined ? [] : [...faults.secrets(first), ...others];
}

function createThrottle(account: Account): (routingKey: string, now: number) => boolean {
  const times = new Map<string, number[]>();
  return (routingKey, now) => {
    const { perMinute } = account.switches;
    if (perMinute === null) return false;
    const recent = (times.get(routingKey) ?? []).filter((at) => at > now - MINUTE);
    times.set(routingKey, recent);
    if (recent.length >= perMinute) return true;
    recent.push(now);
    return false;
  };
}

function shown(incident: Incident): object {
  const { id, number, status, key, title, urgency, createdAt, updatedAt } = incident;
  return {
    id,
    type: 'incident',
    incident_number: number,
    incident_key: key,
    status,
    title,
    urgency,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

function rest(account: Account, request: IncomingMessage, url: URL): Answer {
  if (headerOf(request, 'authorization') !== `Token token=${account.options.token}`)
    return json(401, { error: { message: 'Authentication failed', code: 2006 } });
  const headers = { 'ratelimit-limit': String(REST_LIMIT), 'ratelimit-remaining': String(REST_LIMIT - 1), 'ratelimit-reset': '60' };
  const one = /^\/incidents\/([^/]+)$/.exec(url.pathname);
  const missing = json(404, { error: { message: 'Not Found', code: 2100 } }, headers);
  if (request.method !== 'GET') return missing;
  if (one !== null) {
    const incident = account.store.get(one[1] ?? '');
    return incident === undefined ? missing : json(200, { incident: shown(incident) }, headers);
  }
  if (url.pathname !== '/incidents') return missing;
  const statuses = url.searchParams.getAll('statuses[]');
  const found = account.store.list(url.searchParams.get('incident_key'), Date.now(), account.switches.searchLagMs);
  const incidents = found.filter((incident) => statuses.length === 0 || statuses.includes(incident.status)).map(shown);
  return json(200, { incidents, limit: 100, offset: 0, more: false, total: null }, headers);
}

async function act(account: Account, body: Buffer): Promise<Answer> {
  const given = parseRecord(body) ?? {};
  const status = STATUSES.find((known) => known === given.status);
  const done = status === undefined ? null : await account.act(String(given.id), status, String(given.by ?? 'A Person'));
  return done === null ? json(400, { error: 'id of an incident and a status are needed' }) : json(200, shown(done));
}

function control(account: Account, method: string, path: string, body: Buffer): Answer {
  const { counters, webhooks, journal, store, switches, faults } = account;
  return panelAnswer(
    {
      faults,
      counters: () => ({ ...counters, webhooks: webhooks.counters, ...journal.stats() }),
      state: () => ({ incidents: store.list(null, Date.now(), 0) }),
      switches: () => switches,
      change({ searchLagMs, perMinute }) {
        if (typeof searchLagMs === 'number' && searchLagMs >= 0 && searchLagMs <= 600_000) switches.searchLagMs = searchLagMs;
        if (perMinute === null || (typeof perMinute === 'number' && perMinute >= 0)) switches.perMinute = perMinute;
      },
    },
    method,
    path,
    body,
  );
}

/** Starts one account. Rejects when the journal can't be read or the port is taken. */
export async function startPagerDuty(given: Partial<SimulatorOptions> = {}): Promise<PagerDutySimulator> {
  const options = { ...DEFAULTS, ...given };
  const account = await createAccount(options);
  const throttled = createThrottle(account);

  async function enqueue(request: IncomingMessage, body: Buffer): Promise<Answer | 'withhold'> {
    const caller = { requestId: headerOf(request, 'x-request-id'), traceparent: headerOf(request, 'traceparent') };
    if (body.length > MAX_EVENT_BYTES)
      return account.reject(json(413, { status: 'invalid event', message: 'Event object is too large' }), caller);
    const event = readEvent(parseRecord(body), routingKeysOf(account));
    if ('status' in event) return account.reject(event, caller);
    if (throttled(event.routingKey, Date.now())) {
      account.counters.tooMany += 1;
      return tooMany(null);
    }
    return account.ingest(event, caller);
  }

  const serve: Handler = async (request, body) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? 'GET';
    if (url.pathname === '/__sim/act') return act(account, body);
    if (url.pathname.startsWith('/__sim/')) return control(account, method, url.pathname, body);
    account.counters.requests += 1;
    if (account.faults.settings.delayMs > 0) await sleep(account.faults.settings.delayMs);
    const fault = account.faults.intercept();
    if (fault?.status === 429) {
      account.counters.tooMany += 1;
      return tooMany(fault.retryAfter);
    }
    if (fault !== null) return { ...invalid(['Injected failure']), status: fault.status };
    return method === 'POST' && url.pathname === '/v2/enqueue' ? enqueue(request, body) : rest(account, request, url);
  };
  const server = await startServer(options.port, serve, account.faults, options.requests);
  const close = async (): Promise<void> => {
    await server.close();
    await account.webhooks.close();
    await account.journal.close();
  };
  return { url: server.url, port: server.port, close, account };
}
