/** Lone surrogates: legal in a JavaScript string and in JSON escapes, but not in UTF-8, where they would become U+FFFD. */
import { formatPath } from './paths.ts';

export interface Unencodable {
  /** Place of the text: `labels.team`; '' is the value itself. */
  readonly path: string;
  /** Whether the text is a value or the name of a field. */
  readonly where: 'value' | 'name';
}

interface Step {
  readonly value: unknown;
  readonly name: string;
  readonly parent: Step | null;
  readonly depth: number;
}

/** Deeper than any body that ingest lets in; a value that contains itself ends here as well. */
const deepest = 100_000;

function pathOf(step: Step, last?: string): string {
  const path = last === undefined ? [] : [last];
  for (let at: Step | null = step; at?.parent; at = at.parent) path.unshift(at.name);
  return formatPath(path);
}

/**
 * The first text with a lone surrogate in anything that JSON can hold, names of fields included; null when there is none.
 * Bytes are not looked into. Throws RangeError on a value that nests deeper than 100,000 levels or contains itself.
 */
export function firstUnencodable(value: unknown): Unencodable | null {
  const stack: Step[] = [{ value, name: '', parent: null, depth: 0 }];
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    const { value: at, depth } = step;
    if (typeof at === 'string' && !at.isWellFormed()) return { path: pathOf(step), where: 'value' };
    if (typeof at !== 'object' || at === null || ArrayBuffer.isView(at)) continue;
    if (depth >= deepest) throw new RangeError(`a value nests deeper than ${deepest} levels or contains itself`);
    const entries = Object.entries(at);
    for (const [name] of entries) if (!name.isWellFormed()) return { path: pathOf(step, name), where: 'name' };
    for (const [name, inner] of entries.toReversed()) {
      if (typeof inner === 'string' || typeof inner === 'object') stack.push({ value: inner, name, parent: step, depth: depth + 1 });
    }
  }
  return null;
}
