/** One value that is not the same on both sides; absent on one of them is null. */
export interface Difference {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Differences of two JSON values, in the order of their paths; at most `limit`. */
export function differences(before: unknown, after: unknown, limit = 200): Difference[] {
  const one = leaves(before);
  const two = leaves(after);
  const paths = [...new Set([...one.keys(), ...two.keys()])].sort();
  return paths
    .filter((path) => one.get(path) !== two.get(path))
    .slice(0, limit)
    .map((path) => ({ path, before: one.get(path) ?? null, after: two.get(path) ?? null }));
}

/** Deeper than any record of ours; what is below is compared as one text. */
const maxDepth = 12;

function leaves(value: unknown, path = '', found = new Map<string, string>(), depth = 0): Map<string, string> {
  if (typeof value !== 'object' || value === null || depth === maxDepth) {
    if (value !== undefined) found.set(path, JSON.stringify(value) ?? 'null');
    return found;
  }
  for (const [name, each] of Object.entries(value)) leaves(each, path === '' ? name : `${path}.${name}`, found, depth + 1);
  return found;
}
