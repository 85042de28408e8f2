/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`. Inputs are cut to 60 characters. */
export function editDistance(a: string, b: string): number {
  const left = a.slice(0, 60).toLowerCase();
  const right = b.slice(0, 60).toLowerCase();
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return previous[right.length] ?? 0;
}

/** The candidate a person most likely meant: few edits away, or one is the beginning of the other. Null when nothing is near. */
export function nearest(text: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  const lower = text.toLowerCase();
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const starts = lower.length >= 3 && (other.startsWith(lower) || lower.startsWith(other));
    const distance = starts ? 1 : editDistance(text, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return bestDistance <= Math.max(1, Math.floor(text.length / 2.5)) ? best : null;
}

/** `did you mean 'x'?`; null when nothing is near. */
export function suggestion(text: string, candidates: readonly string[]): string | null {
  const near = nearest(text, candidates);
  return near === null ? null : `did you mean '${near}'?`;
}

const shown = 40;

/** `one of a, b, c`, cut after so many; null when there is nothing to choose from. */
export function oneOf(candidates: readonly string[]): string | null {
  if (candidates.length === 0) return null;
  return `one of ${candidates.slice(0, shown).join(', ')}${candidates.length > shown ? ', ...' : ''}`;
}
