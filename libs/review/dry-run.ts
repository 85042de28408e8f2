import type { ReviewDetail } from '#libs/state';
import { type Difference, differences } from './diff.ts';
import { type Edit, EditError, edited, wantedPart } from './edit.ts';
import { type Ending, type RehearsalDeps, rehearse } from './rehearse.ts';

/** What a replay would do, with nothing done. */
export interface DryRun {
  /** The revision that would be sent; null: the original, or an edit that is not kept yet. */
  readonly revision: number | null;
  /** What the edit changes in the record as it was parked. */
  readonly edits: readonly Difference[];
  readonly ends: readonly Ending[];
  /** Of a delivery: what its remote record was last given, against what it would be given; empty where nothing is known of it. */
  readonly changes: readonly Difference[];
}

/**
 * The newest revision of an item, or with `edit` what that would become, through the steps of the line as the newest workspace has them.
 * @throws EditError when the edit can't be made or nothing can be read of the record.
 */
export async function dryRun(detail: ReviewDetail, edit: Edit | null, deps: RehearsalDeps): Promise<DryRun> {
  const original = detail.payload?.content ?? null;
  const form = detail.payload?.form ?? 'bytes';
  const newest = detail.revisions.at(-1);
  const content = edit === null ? (newest?.content ?? original) : edited(form, newest?.content ?? original, edit);
  if (original === null || content === null)
    throw new EditError('the bytes of this record can not be read, so nothing can be tried with it', 'discard it, or replay it as it is');
  const revision = edit === null ? (newest?.n ?? null) : null;
  const edits = differences(readable(original), readable(content));
  if (detail.origin === 'delivery') return { revision, edits, ...deliveryOf(detail, content) };
  return { revision, edits, ends: (await rehearse(detail, content, deps)).ends, changes: [] };
}

/** Content with its JSON body opened, so that a difference has a path. */
function readable(content: string): unknown {
  const value = JSON.parse(content) as { body?: unknown };
  if (typeof value.body !== 'string') return value;
  try {
    return { ...value, body: JSON.parse(value.body) };
  } catch {
    return value;
  }
}

function deliveryOf({ delivery, flow }: ReviewDetail, content: string): Pick<DryRun, 'ends' | 'changes'> {
  if (delivery === null) return { ends: [], changes: [] };
  const { name, value: want } = wantedPart(JSON.parse(content));
  // What was written is a state; a text changes nothing of it.
  const written = delivery.written === null || name === 'append' ? null : wantedPart(JSON.parse(delivery.written)).value;
  const { targetSystem, targetKey } = delivery;
  const end: Ending = { kind: 'delivery', flow: flow ?? '', targetSystem, targetKey, want, rules: [] };
  return { ends: [end], changes: written === null ? [] : differences(written, want) };
}
