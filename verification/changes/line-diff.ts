/** Lines of a text that another has, or has no longer, in their order. */
export interface LinesChanged {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface FileChange extends LinesChanged {
  readonly path: string;
  readonly isNew: boolean;
}

/** The longest common subsequence of lines is what stayed; made for files of some hundred lines. */
export function linesChanged(before: string, after: string): LinesChanged {
  const [old, now] = [linesOf(before), linesOf(after)];
  const longest = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  const at = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      longest[i]?.fill(old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1)), j, j + 1);
  const changed: { added: string[]; removed: string[] } = { added: [], removed: [] };
  for (let [i, j] = [0, 0]; i < old.length || j < now.length; ) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      i++;
      j++;
    } else if (j < now.length && (i === old.length || at(i, j + 1) > at(i + 1, j))) changed.added.push(now[j++] ?? '');
    else changed.removed.push(old[i++] ?? '');
  }
  return changed;
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
