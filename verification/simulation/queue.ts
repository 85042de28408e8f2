import type { Host } from './host.ts';

/** One thing that will happen. */
export interface Entry {
  time: number;
  /** Orders what happens at the same time. */
  tie: number;
  readonly host: Host | null;
  readonly run: () => void;
  cancelled: boolean;
}

const before = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.tie < b.tie);

/** A binary heap: the earliest first. */
export function createQueue() {
  const heap: Entry[] = [];

  function rise(from: number, entry: Entry): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  function sink(entry: Entry): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) break;
      const child = b !== undefined && before(b, a) ? left + 1 : left;
      const below = heap[child];
      if (below === undefined || !before(below, entry)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }

  return {
    add(entry: Entry): Entry {
      heap.push(entry);
      rise(heap.length - 1, entry);
      return entry;
    },
    /** The earliest, unless it is later than `until`. */
    take(until: number): Entry | null {
      const first = heap[0];
      if (first === undefined || first.time > until) return null;
      const last = heap.pop();
      if (last !== undefined && last !== first) sink(last);
      return first;
    },
  };
}
