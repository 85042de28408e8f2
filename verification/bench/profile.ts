/** What V8's sampling profiler writes. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface Share {
  readonly name: string;
  /** Part of the busy time, 0 to 1. */
  readonly share: number;
}

/**
 * Which part of the system a file belongs to: a service, a folder of libs/, the connectors, a package; null for Node's own
 * modules and V8's builtins, whose time goes to whoever called them.
 */
export function partOf(url: string): string | null {
  const packages = url.split('/node_modules/');
  if (packages.length > 1) {
    const [first = '', second = ''] = (packages.at(-1) ?? '').split('/');
    return `node_modules/${first.startsWith('@') ? `${first}/${second}` : first}`;
  }
  const ours = /\/dist\/(services|libs|connectors|verification)\/([^/]+)/.exec(url);
  if (!ours) return null;
  return ours[1] === 'connectors' ? 'connectors' : `${ours[1]}/${ours[2]}`;
}

const own = new Set(['(garbage collector)', '(program)']);

/** Busy time by part of the system, and by function; largest first. Idle time is left out. */
export function sharesOf(profile: CpuProfile): { readonly parts: readonly Share[]; readonly functions: readonly Share[] } {
  const parents = new Map<number, number>();
  for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node.id);
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parts = new Map<number, string>();
  const partAt = (id: number): string => {
    const known = parts.get(id);
    if (known !== undefined) return known;
    const node = nodes.get(id);
    const parent = parents.get(id);
    const name = node?.callFrame.functionName ?? '';
    const found = own.has(name) ? name : (partOf(node?.callFrame.url ?? '') ?? (parent === undefined ? 'node' : partAt(parent)));
    parts.set(id, found);
    return found;
  };
  const byPart = new Map<string, number>();
  const byFunction = new Map<string, number>();
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    const frame = nodes.get(id)?.callFrame;
    if (!frame || frame.functionName === '(idle)' || frame.functionName === '(root)') continue;
    const time = profile.timeDeltas[index] ?? 0;
    total += time;
    const part = partAt(id);
    byPart.set(part, (byPart.get(part) ?? 0) + time);
    const file = frame.url.replace(/^.*\/(dist|node_modules)\//, '');
    const at = `${frame.functionName || '(anonymous)'} ${file}:${frame.lineNumber + 1} [${part}]`;
    byFunction.set(at, (byFunction.get(at) ?? 0) + time);
  }
  return { parts: ranked(byPart, total), functions: ranked(byFunction, total) };
}

function ranked(times: ReadonlyMap<string, number>, total: number): Share[] {
  return [...times].map(([name, time]) => ({ name, share: total === 0 ? 0 : time / total })).sort((a, b) => b.share - a.share);
}
