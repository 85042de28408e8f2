import { setTimeout as pause } from 'node:timers/promises';
import { type BadPost, badPosts } from '../bad-input.ts';
import { type RecordedPost, readRecording } from '../recording.ts';
import { type AcceptedList, openAcceptedList } from './accepted-list.ts';
import { createGroupLanes } from './group-lanes.ts';
import { type PostResult, postUntilAccepted, type Target } from './post-until-accepted.ts';

export interface ReplayOptions extends Target {
  /** A recording; the committed session when left out. */
  readonly recording?: string;
  /** How many times faster than recorded; null is as fast as the other side takes them. */
  readonly speed: number | null;
  /** Posts in flight at once. */
  readonly concurrency: number;
  /** Posts to send, counted from the first. */
  readonly posts: number;
  /** Index of the first post; those before it were sent earlier. */
  readonly from: number;
  /** Sends the named bad posts amid the good ones. */
  readonly bad: boolean;
  /** File that gets a line for every accepted alert. */
  readonly accepted: string;
}

export interface ReplaySummary {
  readonly posts: number;
  /** Lines in the accepted list: alerts, not posts. */
  readonly accepted: number;
  readonly bad: number;
  readonly retries: number;
  readonly refused: number;
  readonly gaveUp: number;
  readonly seconds: number;
}

type Counts = { -readonly [K in keyof ReplaySummary]: number };

/** One line of the accepted list. `bad` names the item of bad-input.ts; `post` is the index in the recording, -1 for a bad post. */
export interface AcceptedAlert {
  readonly at: number;
  readonly post: number;
  readonly groupKey: string;
  readonly fingerprint: string | null;
  readonly status: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly bad: string | null;
}

/** Replays a recorded session: posts of one group in their order, different groups side by side. */
export async function replay(options: ReplayOptions): Promise<ReplaySummary> {
  const list = await openAcceptedList(options.accepted);
  const lanes = createGroupLanes(options.concurrency);
  const counts: Counts = { posts: 0, accepted: 0, bad: 0, retries: 0, refused: 0, gaveUp: 0, seconds: 0 };
  const bad = options.bad ? [...badPosts()] : [];
  const began = Date.now();
  let firstAt: number | null = null;
  try {
    for await (const post of readRecording(options.recording)) {
      if (post.index >= options.posts || options.signal?.aborted) break;
      if (post.index < options.from) continue;
      firstAt ??= post.at;
      if (options.speed !== null) await pause(Math.max(0, began + ((post.at - firstAt) * 1000) / options.speed - Date.now()));
      await lanes.add(post.groupKey, () => sendGood(post, options, list, counts));
      const extra = post.index % 20 === 10 ? bad.shift() : undefined;
      if (extra !== undefined) await lanes.add(extra.id, () => sendBad(extra, options, list, counts));
    }
    for (const extra of bad) await lanes.add(extra.id, () => sendBad(extra, options, list, counts));
    await lanes.idle();
  } finally {
    await list.close();
  }
  return { ...counts, seconds: (Date.now() - began) / 1000 };
}

async function sendGood(post: RecordedPost, options: ReplayOptions, list: AcceptedList, counts: Counts): Promise<void> {
  if (!tally(await postUntilAccepted(options, post.body), counts)) return;
  const at = Date.now();
  const { index, groupKey } = post;
  const lines = post.alerts.map(
    ({ fingerprint, status, startsAt, endsAt }): AcceptedAlert => ({
      at,
      post: index,
      groupKey,
      fingerprint,
      status,
      startsAt,
      endsAt,
      bad: null,
    }),
  );
  await list.append(lines);
  counts.accepted += lines.length;
}

async function sendBad(item: BadPost, options: ReplayOptions, list: AcceptedList, counts: Counts): Promise<void> {
  if (!tally(await postUntilAccepted(options, item.body), counts)) return;
  const none = { at: Date.now(), post: -1, groupKey: '', status: null, startsAt: null, endsAt: null };
  const record = item.found.by === 'record' ? item.found.value : null;
  const lines: AcceptedAlert[] = [{ ...none, fingerprint: record, bad: item.id }];
  for (const fingerprint of item.goodBeside) lines.push({ ...none, fingerprint, status: 'firing', bad: null });
  await list.append(lines);
  counts.accepted += lines.length;
  counts.bad++;
}

/** Counts an answer; true when the post was accepted. */
function tally(result: PostResult, counts: Counts): boolean {
  counts.posts++;
  counts.retries += result.tries - 1;
  if (result.kind === 'refused') counts.refused++;
  if (result.kind === 'gaveUp') counts.gaveUp++;
  return result.kind === 'accepted';
}
