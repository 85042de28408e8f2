import type { ItemResult, WorkItem } from './contract.ts';
import type { Run } from './pool.ts';
import { moveAppendsBehind } from './review-park.ts';
import { revisionsOf } from './review-store.ts';
import * as sql from './sql/review-run.ts';
import { decodeOptional, encodeText } from './text.ts';
import { editedWant } from './want-edit.ts';

interface Standing {
  readonly seq: number | null;
  readonly head_seq: number;
  readonly next_seq: number;
  readonly blocked: string | null;
  readonly item_state: string | null;
  readonly resolution: string | null;
  readonly last_attempt: string | null;
  readonly newer: boolean;
}

type End = Pick<ItemResult, 'state' | 'text'>;

/**
 * What a job does to a delivery that was parked, under the lock of its lane. Done a second time it finds the delivery on its way, or
 * ended, and says so: nothing is sent twice.
 */
export async function redeliver(run: Run, work: WorkItem): Promise<ItemResult> {
  const { jobId, item, replay } = work;
  const [found] = await run<{ lane_id: string }>(sql.findLane, [item.id]);
  if (found === undefined) return { jobId, itemId: item.id, state: 'refused', text: 'its delivery is kept no longer' };
  await run(sql.lockLane, [found.lane_id]);
  const [standing] = await run<Standing>(sql.readStanding, [item.id]);
  if (standing === undefined) return { jobId, itemId: item.id, state: 'refused', text: 'its delivery is kept no longer' };
  const end = alreadyEnded(standing) ?? (await act(run, work, found.lane_id, standing));
  return { jobId, itemId: item.id, ...end, ...(end.state === 'requeued' ? { replay, mark: '{}' } : {}) };
}

const isHead = ({ seq, head_seq, blocked }: Standing): boolean => blocked !== null && seq === head_seq;

/** null: it is parked, and something can be done. */
function alreadyEnded(standing: Standing): End | null {
  const { seq, head_seq, item_state, last_attempt } = standing;
  if (item_state === 'superseded' || item_state === 'discarded') {
    return { state: item_state, text: decodeOptional(standing.resolution) ?? `it was ${item_state} before` };
  }
  if (isHead(standing)) return null;
  if (seq === null || last_attempt === 'ok') return { state: 'delivered', text: 'it went through before' };
  return seq >= head_seq ? { state: 'requeued', text: 'it is on its way already' } : null;
}

async function act(run: Run, work: WorkItem, laneId: string, standing: Standing): Promise<End> {
  if (work.action === 'discard') return leave(run, work, laneId, standing, 'discarded', `discarded by ${work.actor}: ${work.reason}`);
  if (work.action === 'supersede') return leave(run, work, laneId, standing, 'superseded', `given up by ${work.actor}: ${work.reason}`);
  const stale = !isHead(standing) && standing.newer;
  if (stale)
    return leave(run, work, laneId, standing, 'superseded', 'a newer state of the same remote record was sent or waits: not replayed');
  await replaceEdited(run, work);
  if (!isHead(standing)) {
    await run(sql.reenter, [work.item.id]);
    return { state: 'requeued', text: 'entered its lane again' };
  }
  await run(sql.forgiveTries, [laneId, standing.seq]);
  await run(sql.unblock, [laneId]);
  return { state: 'requeued', text: 'its lane goes on' };
}

async function leave(
  run: Run,
  { item }: WorkItem,
  laneId: string,
  at: Standing,
  state: 'discarded' | 'superseded',
  text: string,
): Promise<End> {
  if (isHead(at)) {
    await run(sql.passHead, [laneId]);
    await moveAppendsBehind(run, [laneId]);
  }
  await run(sql.insertEnd, [item.id, state, encodeText(text)]);
  return { state, text };
}

async function replaceEdited(run: Run, { item, revision }: WorkItem): Promise<void> {
  if (revision === null) return;
  const edited = (await revisionsOf(run, encodeText(item.id))).find((each) => each.n === revision);
  if (edited === undefined) throw new Error(`revision ${revision} of ${item.id} is missing`);
  await run(sql.keepOriginal, [item.id]);
  const { want, wantDigest } = editedWant(edited.content);
  await run(sql.replaceWant, [item.id, want, wantDigest]);
}
