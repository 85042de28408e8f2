/** Messages by key, and replies in their threads: each carries what it is of as metadata, which people don't see and can't change. */
import {
  type AppendAction,
  type Appended,
  type Call,
  type ConnectContext,
  FailureError,
  markerOf,
  type TargetObject,
  type Want,
  type Written,
} from '#libs/connector-kit';
import { type JsonRecord, recordOf, type SlackClient } from './client.ts';
import { cut, escaped, messageOf } from './message.ts';
import type { Settings } from './settings.ts';

const EVENT = 'junctor_record';
const PAGE = 200;
const MAX_PAGES = 25;
const DAY_MS = 86_400_000;
/** Slack's clock may be so far from ours. */
const CLOCK_MARGIN_MS = 600_000;
/** A message shows in the history at once as a rule; gk. */
const CONSISTENCY_DELAY_MS = 2_000;

function unreadable(what: string): FailureError {
  return new FailureError({ class: 'unknown', scope: 'record', evidence: { message: `Slack answered without ${what}` } });
}

/** `C0123:1503435956.000247`. */
function placeOf(remoteId: string): { readonly channel: string; readonly ts: string } {
  const [, channel, ts] = /^([CG][A-Z0-9]+):(\d{1,15}\.\d{1,9})$/.exec(remoteId) ?? [];
  if (channel !== undefined && ts !== undefined) return { channel, ts };
  const evidence = { message: 'The id names no message', field: 'remoteId', expected: '<channel>:<ts>' };
  throw new FailureError({ class: 'invalid', scope: 'record', evidence });
}

/** What we wrote beside a message of ours; an empty object for anybody else's. */
function payloadOf(message: JsonRecord): JsonRecord {
  const metadata = recordOf(message.metadata);
  return metadata.event_type === EVENT ? recordOf(metadata.event_payload) : {};
}

const secondsOf = (ms: number): string => (Math.max(0, ms) / 1_000).toFixed(6);
const momentOf = (ts: unknown): number | null =>
  typeof ts === 'string' && Number.isFinite(Number(ts)) ? Math.round(Number(ts) * 1_000) : null;

/** All messages since a moment, newest first. Throws FailureError (transient) where there are too many to read. */
async function listed(
  client: SlackClient,
  method: string,
  query: Readonly<Record<string, string>>,
  call: Call,
): Promise<readonly JsonRecord[]> {
  const found: JsonRecord[] = [];
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const asked = { ...query, include_all_metadata: 'true', limit: String(PAGE), ...(cursor !== '' && { cursor }) };
    const answer = await client.read(method, asked, call);
    if (!Array.isArray(answer.messages)) throw unreadable('messages');
    found.push(...answer.messages.map(recordOf));
    const next = recordOf(answer.response_metadata).next_cursor;
    if (typeof next !== 'string' || next === '') return found;
    cursor = next;
  }
  const evidence = { message: `The channel has more than ${PAGE * MAX_PAGES} messages to look through`, hint: 'Lower settings.searchDays' };
  throw new FailureError({ class: 'transient', scope: 'record', evidence });
}

function replies(client: SlackClient, delay: number): AppendAction {
  return {
    idempotency: 'searchable',
    consistencyDelayMs: delay,
    async appendRecord(remoteId, text, call): Promise<Appended> {
      const { channel, ts } = placeOf(remoteId);
      const metadata = { event_type: EVENT, event_payload: { marker: markerOf(call.deliveryId) } };
      const body = { channel, thread_ts: ts, text: cut(escaped(text)), metadata, unfurl_links: false };
      const answer = await client.write('chat.postMessage', body, call);
      return { remoteId: typeof answer.ts === 'string' ? answer.ts : null, at: momentOf(answer.ts) };
    },
    async findAppend(remoteId, marker, sinceMs, call) {
      const { channel, ts } = placeOf(remoteId);
      const query = { channel, ts, oldest: secondsOf(sinceMs - CLOCK_MARGIN_MS) };
      const found = await listed(client, 'conversations.replies', query, call);
      const ours = found.filter((message) => payloadOf(message).marker === marker);
      return ours.map((message) => ({ remoteId: typeof message.ts === 'string' ? message.ts : null, at: momentOf(message.ts) }));
    },
  };
}

export function messageObject(client: SlackClient, settings: Settings, context: ConnectContext): TargetObject {
  const delay = context.consistencyDelayMs ?? CONSISTENCY_DELAY_MS;
  const reply = replies(client, delay);

  function written(answer: JsonRecord): Written {
    const { channel, ts } = answer;
    if (typeof channel !== 'string' || typeof ts !== 'string') throw unreadable('channel and ts');
    return { remoteId: `${channel}:${ts}`, number: null, url: null };
  }

  return {
    create: 'searchable',
    update: 'upsert',
    consistencyDelayMs: delay,
    async createRecord(key, want, call) {
      const metadata = { event_type: EVENT, event_payload: { key } };
      const body = { channel: settings.channel, text: messageOf(want), metadata, unfurl_links: false };
      return written(await client.write('chat.postMessage', body, call));
    },
    // Metadata that is not sent stays (gk).
    async updateRecord(remoteId, want: Want, call) {
      return written(await client.write('chat.update', { ...placeOf(remoteId), text: messageOf(want) }, call));
    },
    async find(key, call) {
      const query = { channel: settings.channel, oldest: secondsOf(Date.now() - settings.searchDays * DAY_MS) };
      const found = await listed(client, 'conversations.history', query, call);
      return found.filter((message) => payloadOf(message).key === key).map(({ ts }) => written({ channel: settings.channel, ts }));
    },
    async withdraw(remoteId, call) {
      await client.write('chat.delete', placeOf(remoteId), call);
      return 'removed';
    },
    append: settings.readers === 'team' ? { note: reply, comment: reply } : { comment: reply },
  };
}
