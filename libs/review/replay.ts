import { hash } from 'node:crypto';
import { deriveId, digestOf, originHeader, topics } from '#libs/line';
import { type Hop, header, type LogRecord, readTrail, TRAIL_HEADER } from '#libs/log';
import type { CanonicalModel, Event, Meta, Raw } from '#libs/model';
import type { Output } from '#libs/stage';
import type { ReviewDetail } from '#libs/state';
import { type RawContent, rawOf } from './content.ts';
import { modelOfContent } from './model.ts';

/** What the runner looks for after it sent a message again. */
export interface Mark {
  readonly messageId: string;
  readonly system: string;
  readonly record: string;
  readonly version: number;
}

export type Replay =
  | {
      readonly kind: 'send';
      /** With `frame` the bytes as they were, without it `value` is encoded. */
      readonly output: Omit<Output, 'revision'>;
      readonly frame: Buffer | null;
      readonly headers: Readonly<Record<string, string>>;
      readonly mark: Mark;
    }
  | { readonly kind: 'refused'; readonly text: string };

export interface ReplayDeps {
  /** The content of the revision that is sent; null: the original. */
  readonly revision: { readonly n: number; readonly content: string } | null;
  /** The item, then those whose replays led to it, the oldest last. */
  readonly ancestors: readonly ReviewDetail[];
  /** A record of the log; null when it is kept no longer. */
  read(topic: string, partition: number, offset: number): Promise<LogRecord | null>;
}

const refused = (text: string): Replay => ({ kind: 'refused', text });

/**
 * The message that a replay sends: of what was parked at the beginning of the line the source event itself, under its own id and
 * with the version it had; an edit is a new message with the old version. A canonical record is edited as such.
 */
export async function replayOf(detail: ReviewDetail, deps: ReplayDeps): Promise<Replay> {
  const form = detail.payload?.form ?? 'bytes';
  if (deps.revision !== null) {
    if (form === 'raw') return editedRaw(detail, deps.revision, await originOf(detail, deps));
    if (form === 'canonical')
      return canonical(detail, JSON.parse(deps.revision.content), deriveId(detail.messageId, 'edit', String(deps.revision.n)));
    return refused('the bytes of this record can not be edited');
  }
  const hop = rawHop(detail);
  const found = await recordAt(detail, hop, deps);
  const value = found?.value ?? (form === 'raw' ? (detail.payload?.value ?? null) : null);
  if (hop !== null && value !== null) return originalRaw(detail, hop, found, value, deps);
  if (form === 'canonical' && detail.payload?.content) return canonical(detail, JSON.parse(detail.payload.content), detail.messageId);
  return refused('its source event is kept no longer: let the source send it again');
}

/** Where the source event lies: the message itself, or the raw hop of its trail. */
function rawHop({ sourceTopic, sourcePartition, sourceOffset, parkedAt, payload }: ReviewDetail): Hop | null {
  if (sourceTopic === topics.raw) return { topic: sourceTopic, partition: sourcePartition, offset: sourceOffset, at: parkedAt };
  return readTrail({ [TRAIL_HEADER]: payload?.trail ?? '[]' }).findLast((hop) => hop.topic === topics.raw) ?? null;
}

/** What lies there, unless the topic was made anew since: then it is another record's. */
async function recordAt({ system, record }: ReviewDetail, hop: Hop | null, { read }: ReplayDeps): Promise<LogRecord | null> {
  const found = hop === null ? null : await read(hop.topic, hop.partition, hop.offset);
  return found?.key === `${system}/${record}` ? found : null;
}

/** `<partition>/<offset>` of the event when it was first captured: its version, and without an event id its identity. */
async function originOf(detail: ReviewDetail, deps: ReplayDeps, found?: LogRecord | null): Promise<string> {
  const hop = rawHop(detail);
  const record = found ?? (await recordAt(detail, hop, deps));
  const told = record === null ? undefined : header(record.headers, originHeader);
  if (told !== undefined) return told;
  const oldest = deps.ancestors.map(rawHop).findLast((each) => each !== null) ?? hop;
  return oldest === null ? '0/0' : `${oldest.partition}/${oldest.offset}`;
}

async function originalRaw(detail: ReviewDetail, hop: Hop, found: LogRecord | null, frame: Buffer, deps: ReplayDeps): Promise<Replay> {
  const origin = await originOf(detail, deps, found);
  const isRaw = detail.payload?.form === 'raw' || hop.topic === detail.sourceTopic;
  const id = (found && header(found.headers, 'ce_id')) ?? (isRaw ? detail.messageId : `${hop.topic}/${hop.partition}/${hop.offset}`);
  const key = found?.key ?? `${detail.system}/${detail.record}`;
  const version = versionOf(detail, origin);
  return {
    kind: 'send',
    output: { topic: topics.raw, key, id, value: null },
    frame,
    headers: { [originHeader]: origin },
    mark: { messageId: isRaw ? id : detail.messageId, system: detail.system, record: detail.record, version },
  };
}

function editedRaw(detail: ReviewDetail, revision: { readonly n: number; readonly content: string }, origin: string): Replay {
  const value: Raw = rawOf(JSON.parse(revision.content) as RawContent);
  const id = deriveId(detail.messageId, 'edit', String(revision.n));
  return {
    kind: 'send',
    output: { topic: topics.raw, key: `${detail.system}/${detail.record}`, id, value },
    frame: null,
    headers: { [originHeader]: origin },
    mark: { messageId: id, system: detail.system, record: detail.record, version: versionOf(detail, origin) },
  };
}

function canonical(detail: ReviewDetail, record: Event, id: string): Replay {
  const model: CanonicalModel | null = modelOfContent(detail.sourceTopic);
  if (model === null) return refused(`${detail.sourceTopic} carries no canonical record`);
  const { meta: original, context: _context, ...body } = record;
  const same = id === detail.messageId;
  const meta: Meta = { ...original, id, digest: same ? original.digest : digestOf(body) };
  const { system, record: name, version } = meta;
  return {
    kind: 'send',
    output: { topic: topics.canonical(model), key: `${system}/${name}`, id, value: { meta, ...body, context: null } },
    frame: null,
    headers: {},
    mark: { messageId: id, system, record: name, version },
  };
}

/** As transform would say it (design: ids and versions). */
function versionOf({ payload, sourceOffset }: ReviewDetail, origin: string): number {
  const content: unknown = payload?.content ? JSON.parse(payload.content) : {};
  const { meta, version, attributes } = content as { meta?: Partial<Meta>; version?: number | null; attributes?: Record<string, string> };
  const offset = attributes?.topicOffset ?? origin.split('/')[1] ?? String(sourceOffset);
  return meta?.version ?? version ?? Number(offset);
}

/** The trace that the nth replay of an item begins: found again in whatever becomes of it. */
export const traceOf = (itemId: string, replay: number): string => hash('sha256', `${itemId} ${replay}`, 'hex').slice(0, 32);
export const traceparentOf = (itemId: string, replay: number): string =>
  `00-${traceOf(itemId, replay)}-${traceOf(itemId, -replay).slice(0, 16)}-01`;
