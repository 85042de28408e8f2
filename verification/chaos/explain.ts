import type { WebhookLine } from '#verification/oracles';
import type { FaultLine } from './fault-log.ts';

/** A call in the webhook receiver's journal. */
export interface ReceivedLine extends WebhookLine {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The caller's port; 0: it had gone before the work was done, so that the answer went nowhere. */
  readonly connection?: number;
}

/** A connection that ended with calls in hand: the receiver's second journal. */
export interface EndedLine {
  readonly at: number;
  readonly unanswered: readonly number[];
  readonly answered: readonly number[];
}

export interface Repeats {
  /** Calls that carried a message again. */
  readonly possible: number;
  /** How many of them follow a call whose answer its sender cannot have used. */
  readonly explained: number;
  /** Messages all of whose repeats are explained. */
  readonly explainedIds: ReadonlySet<string>;
}

/** Target of the faults that befall the connection of deliver with the receiver, as the workspace names it. */
export const receiver = 'archive-webhook';

/** A death is felt by the other end at once; the rest is for a busy machine. */
const feltWithinMs = 1_500;
/** An answer so shortly before its reader froze may not have been written down by it. */
const handledWithinMs = 2_000;

/**
 * Which repeats at a destination that cannot be asked had to be: as many calls with the same id as there are repeats must have lost
 * their answer, by the receiver's own journals: the answer was withheld; the connection had ended before the work was done, or before the answer was sent; or it ended, or its
 * reader stood still, just after, while the log of faults says that a deliver process was killed or frozen, or its way here cut, then.
 */
export function explainRepeats(lines: readonly ReceivedLine[], ended: readonly EndedLine[], faults: readonly FaultLine[]): Repeats {
  const unanswered = new Set(ended.flatMap((line) => line.unanswered));
  const ends = faults.filter(({ kind, target }) => (kind === 'killed' && isDeliver(target)) || (kind === 'cut' && target === receiver));
  const died = new Set(
    ended.flatMap(({ at, answered }) => (ends.some((fault) => Math.abs(fault.at - at) <= feltWithinMs) ? answered : [])),
  );
  const frozen = freezes(faults);
  const isLost = ({ seq, at, withheld, connection }: ReceivedLine): boolean =>
    withheld || connection === 0 || unanswered.has(seq) || died.has(seq) || frozen.some(([from, to]) => at >= from && at <= to);
  let [possible, explained] = [0, 0];
  const explainedIds = new Set<string>();
  for (const [id, calls] of Map.groupBy(lines, ({ webhookId }) => webhookId)) {
    const repeats = calls.length - 1;
    if (repeats === 0) continue;
    const lost = Math.min(repeats, calls.filter(isLost).length);
    possible += repeats;
    explained += lost;
    if (lost === repeats) explainedIds.add(id);
  }
  return { possible, explained, explainedIds };
}

/** Times in which a deliver process stood still, from a little before: what it had read then, it had not written down. */
function freezes(faults: readonly FaultLine[]): readonly (readonly [from: number, to: number])[] {
  return faults
    .filter(({ kind, target }) => kind === 'frozen' && isDeliver(target))
    .map(({ at, pid }) => {
      const thawed = faults.find((line) => line.kind === 'thawed' && line.pid === pid && line.at >= at);
      return [at - handledWithinMs, (thawed?.at ?? at) + handledWithinMs];
    });
}

const isDeliver = (target: string): boolean => target.startsWith('deliver') || target.startsWith('all-in-one');
