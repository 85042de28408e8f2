import { Arbitrary, type Random as Chance, Stream, sample, Value } from 'fast-check';
import { createHistory, type History } from './history.ts';

/** How far shrinking has come: chunks of this size, from this item on, were not tried yet. */
interface Progress {
  readonly size: number;
  readonly from: number;
}

/**
 * Histories as fast-check generates and shrinks them. Shrinking leaves out edits, rows and faults in ever smaller chunks (delta
 * debugging), which takes far fewer runs than one item after the other.
 */
export class Histories extends Arbitrary<History> {
  readonly seed: number;

  constructor(seed: number) {
    super();
    this.seed = seed;
  }

  generate(_chance: Chance, _bias: number | undefined): Value<History> {
    return new Value(createHistory(this.seed), undefined);
  }

  canShrinkWithoutContext(_value: unknown): _value is History {
    return false;
  }

  shrink(value: History, context: unknown): Stream<Value<History>> {
    return new Stream(candidates(value, context as Progress | undefined));
  }
}

const lengthOf = ({ steps, rows, faults, notices, known, looks }: History): number =>
  steps.length + rows.length + faults.length + notices.length + known.length + looks.length;

function* candidates(value: History, progress: Progress | undefined): Generator<Value<History>> {
  const length = lengthOf(value);
  let size = progress?.size ?? Math.ceil(length / 2);
  let from = progress?.from ?? 0;
  while (size > 0) {
    for (; from < length; from += size) yield new Value(without(value, from, from + size), { size, from });
    size = size === 1 ? 0 : Math.ceil(size / 2);
    from = 0;
  }
}

/** Rows first, then notices, items, looks, edits and faults, counted through. */
function without({ schedule, steps, rows, faults, notices, known, looks }: History, from: number, to: number): History {
  let at = 0;
  const stays = (): boolean => {
    at++;
    return at <= from || at > to;
  };
  return {
    schedule,
    rows: rows.filter(stays),
    notices: notices.filter(stays),
    known: known.filter(stays),
    looks: looks.filter(stays),
    steps: steps.filter(stays),
    faults: faults.filter(stays),
  };
}

/** The history of a seed, or what shrinking it along this path came to. */
export function historyOf(seed: number, path: string | null): History {
  const [found] = sample(new Histories(seed), { seed, numRuns: 1, ...(path === null ? {} : { path }) });
  if (!found) throw new Error(`no history at ${path} of seed ${seed}`);
  return found;
}
