/** Everything that happened, in order, as one number: two runs of a seed must agree. */
export interface Trace {
  add(what: string): void;
  /** A line for people that is not part of the hash. */
  note(what: () => string): void;
  readonly hash: string;
  /** The lines themselves, when they were asked for. */
  readonly lines: readonly string[];
}

/** FNV-1a over the lines. */
export function createTrace(now: () => number, keep: boolean): Trace {
  let hash = 0x811c9dc5;
  let count = 0;
  const lines: string[] = [];
  return {
    add(what) {
      const line = `${now().toFixed(3)} ${what}`;
      count++;
      for (let at = 0; at < line.length; at++) hash = Math.imul(hash ^ line.charCodeAt(at), 0x01000193);
      if (keep) lines.push(line);
    },
    note(what) {
      if (keep) lines.push(`${now().toFixed(3)} ${what()}`);
    },
    get hash() {
      return `${(hash >>> 0).toString(16).padStart(8, '0')}-${count}`;
    },
    lines,
  };
}
