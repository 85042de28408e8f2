/** The Web API: nearly every answer is 200, and `ok` says what it is worth (gk). */
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  type Handler,
  headerOf,
  type JsonRecord,
  json,
  panelAnswer,
  parseRecord,
  type RunningServer,
  startServer,
} from '#simulators/kit';
import { type Channel, createChannel, type Message } from './channel.ts';
import { DEFAULTS, type SimulatorOptions } from './options.ts';

export interface SlackSimulator extends RunningServer {
  readonly channel: Channel;
}

/** Longest text that is taken; gk. */
const MAX_TEXT = 40_000;

/** What the token may do: more than is needed, as installed apps often may. */
const SCOPES = 'chat:write,channels:history,users:read';
const no = (error: string): Answer => json(200, { ok: false, error });
const yes = (more: object): Answer => json(200, { ok: true, ...more });
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const shown = ({ ts, threadTs, text, metadata }: Message): object => ({
  type: 'message',
  ...{ ts, text, metadata },
  ...(threadTs !== null && { thread_ts: threadTs }),
});

/** Why a message is refused; null when it is fine. */
function faultOf(channel: Channel, { channel: id, text }: JsonRecord): string | null {
  if (id !== channel.options.channel) return 'channel_not_found';
  if (textOf(text) === '') return 'no_text';
  return textOf(text).length > MAX_TEXT ? 'msg_too_long' : null;
}

async function write(channel: Channel, method: string, body: JsonRecord, request: IncomingMessage): Promise<Answer | 'withhold'> {
  const caller = { requestId: headerOf(request, 'x-request-id'), traceparent: headerOf(request, 'traceparent') };
  const refuse = async (error: string): Promise<Answer> => {
    await channel.reject(error, caller);
    return no(error);
  };
  const fault = faultOf(channel, body);
  if (fault !== null) return refuse(fault);
  const text = textOf(body.text);
  const known = method === 'chat.update' ? channel.get(textOf(body.ts)) : undefined;
  if (method === 'chat.update' && known === undefined) return refuse('message_not_found');
  const threadTs = body.thread_ts === undefined ? null : textOf(body.thread_ts);
  if (threadTs !== null && channel.get(threadTs) === undefined) return refuse('thread_not_found');
  const message: Message =
    known === undefined
      ? { ts: channel.nextTs(), threadTs, text, metadata: body.metadata ?? null }
      : { ...known, text, metadata: body.metadata ?? known.metadata };
  const withheld = await channel.keep(known === undefined ? 'posted' : 'updated', message, caller);
  return withheld ? 'withhold' : yes({ channel: channel.options.channel, ts: message.ts, text });
}

/** A page of what is there; the cursor is a count. */
async function remove(channel: Channel, body: JsonRecord, request: IncomingMessage): Promise<Answer | 'withhold'> {
  const message = body.channel === channel.options.channel ? channel.get(textOf(body.ts)) : undefined;
  if (message === undefined) return no('message_not_found');
  const caller = { requestId: headerOf(request, 'x-request-id'), traceparent: headerOf(request, 'traceparent') };
  const withheld = await channel.keep('deleted', message, caller);
  return withheld ? 'withhold' : yes({ channel: channel.options.channel, ts: message.ts });
}

function read(channel: Channel, method: string, query: URLSearchParams): Answer {
  if (query.get('channel') !== channel.options.channel) return no('channel_not_found');
  const oldest = Number(query.get('oldest') ?? 0);
  const thread = method === 'conversations.replies' ? query.get('ts') : null;
  if (thread !== null && channel.get(thread) === undefined) return no('thread_not_found');
  const belongs = (message: Message): boolean =>
    thread === null ? message.threadTs === null : [message.ts, message.threadTs].includes(thread);
  const found = channel.visible().filter((message) => belongs(message) && Number(message.ts) >= oldest);
  const [from, size] = [Number(query.get('cursor') ?? 0), Math.min(Number(query.get('limit') ?? 100), 999)];
  const next = from + size < found.length ? String(from + size) : '';
  return yes({ messages: found.slice(from, from + size).map(shown), has_more: next !== '', response_metadata: { next_cursor: next } });
}

function control(channel: Channel, method: string, path: string, body: Buffer): Answer {
  const { faults, counters, journal, switches } = channel;
  return panelAnswer(
    {
      faults,
      counters: () => ({ ...counters, ...journal.stats() }),
      state: () => ({ messages: channel.visible().map(shown) }),
      switches: () => switches,
      change({ searchLagMs }) {
        if (typeof searchLagMs === 'number' && searchLagMs >= 0 && searchLagMs <= 600_000) switches.searchLagMs = searchLagMs;
      },
    },
    method,
    path,
    body,
  );
}

/** What the panel has in store for this request, in Slack's words. */
function injected(channel: Channel): Answer | null {
  const fault = channel.faults.intercept();
  if (fault === null) return null;
  if (fault.status === 401) return no('invalid_auth');
  if (fault.status !== 429) return json(fault.status, { ok: false, error: 'injected_failure' });
  channel.counters.tooMany += 1;
  return json(429, { ok: false, error: 'ratelimited' }, fault.retryAfter === null ? {} : { 'Retry-After': String(fault.retryAfter) });
}

/** Starts one workspace. Rejects when the journal can't be read or the port is taken. */
export async function startSlack(given: Partial<SimulatorOptions> = {}): Promise<SlackSimulator> {
  const channel = await createChannel({ ...DEFAULTS, ...given });
  const { options, faults } = channel;

  const serve: Handler = async (request, body) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/__sim/')) return control(channel, request.method ?? 'GET', url.pathname, body);
    channel.counters.requests += 1;
    if (faults.settings.delayMs > 0) await sleep(faults.settings.delayMs);
    const fault = injected(channel);
    if (fault !== null) return fault;
    const method = /^\/api\/([A-Za-z.]+)$/.exec(url.pathname)?.[1] ?? '';
    const tokens = faults.secrets(options.token).map((token) => `Bearer ${token}`);
    if (!tokens.includes(headerOf(request, 'authorization') ?? '')) return no('invalid_auth');
    if (method === 'auth.test') {
      const who = yes({ user_id: 'U0JUNCTOR', team_id: 'T0JUNCTOR' });
      return { ...who, headers: { ...who.headers, 'X-OAuth-Scopes': SCOPES } };
    }
    if (method === 'chat.delete') return remove(channel, parseRecord(body) ?? {}, request);
    if (method === 'chat.postMessage' || method === 'chat.update') return write(channel, method, parseRecord(body) ?? {}, request);
    if (method === 'conversations.history' || method === 'conversations.replies') return read(channel, method, url.searchParams);
    return no('unknown_method');
  };
  const server = await startServer(options.port, serve, faults, options.requests);
  const close = async (): Promise<void> => {
    await server.close();
    await channel.journal.close();
  };
  return { url: server.url, port: server.port, close, channel };
}
