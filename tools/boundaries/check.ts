import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { packageRules, type Rule, rules } from './rules.ts';

export interface SourceFile {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly specifier: string;
  readonly message: string;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

const test = /\.(test|rig)\.ts$|\/testdata\/|^libs\/[^/]+\/conformance/;

/** The room a path belongs to, or null for files outside every room. */
export function roomOf(path: string): string | null {
  const [top = '', second = ''] = path.split('/');
  if (top === 'connectors') return second === 'index.ts' ? 'connectors' : `connectors/${second}`;
  if (['libs', 'services', 'simulators'].includes(top)) return `${top}/${second}`;
  if (path.startsWith('verification/reference/')) return 'verification/reference';
  return ['cli', 'verification', 'tools'].includes(top) ? top : null;
}

function ruleOf(room: string): Rule | undefined {
  return rules.find((rule) => rule.room === room) ?? rules.find((rule) => matches(rule.room, room));
}

const matches = (pattern: string, room: string): boolean =>
  pattern === '*' || pattern === room || (pattern.endsWith('/*') && room.startsWith(pattern.slice(0, -1)));

/** The room an import leads to; null for packages and Node's own modules. */
function targetOf(path: string, specifier: string): string | null {
  if (specifier.startsWith('#')) return roomOf(specifier === '#connectors' ? 'connectors/index.ts' : `${specifier.slice(1)}/index.ts`);
  return specifier.startsWith('.') ? roomOf(normalize(join(dirname(path), specifier))) : null;
}

const impure = new Set(['libs/state', 'libs/host', 'libs/local-stack']);

/** services/<stage>/<stage>.ts of the line's pure part is the step itself; its module beside it does the wiring. */
function isPureStep(path: string): boolean {
  return /^services\/(ingest|transform|enrich|route)\/\1\.ts$/.test(path);
}

function messageFor(path: string, specifier: string): string | null {
  const room = roomOf(path);
  if (room === null) return null;
  const target = targetOf(path, specifier);
  if (target === null) {
    const rule = packageRules.find(({ pattern }) => pattern.test(specifier));
    return rule && !rule.rooms.some((each) => room === each || room.startsWith(`${each}/`)) ? rule.sentence : null;
  }
  if (isPureStep(path) && impure.has(target))
    return `${path} is a pure step: it takes what it needs as arguments, and imports neither state nor host`;
  if (target === room) return null;
  if (specifier.startsWith('.')) return `${room} reaches into ${target} by a relative path; import #${target} instead`;
  if (specifier.split('/').length > 2) return `${specifier} reaches past an index; import #${target}`;
  const rule = ruleOf(room);
  if (!rule) return `${room} has no rule in tools/boundaries/rules.ts`;
  return rule.may.some((pattern) => matches(pattern, target)) ? null : rule.sentence;
}

/** Every import that the rules forbid. Tests may import what they need to set the stage; product code may not. */
export function checkBoundaries(files: readonly SourceFile[]): {
  readonly findings: readonly Finding[];
  readonly arrows: readonly Arrow[];
  readonly cycles: readonly string[];
} {
  const findings: Finding[] = [];
  const arrows = new Map<string, Arrow>();
  const between: Arrow[] = [];
  for (const file of files.filter(({ path }) => !test.test(path))) {
    for (const { fileName: specifier, pos } of ts.preProcessFile(file.text, true, true).importedFiles) {
      const message = messageFor(file.path, specifier);
      const line = file.text.slice(0, pos).split('\n').length;
      if (message !== null) findings.push({ path: file.path, line, specifier, message });
      if (specifier.startsWith('.')) between.push({ from: file.path, to: normalize(join(dirname(file.path), specifier)) });
      const from = roomOf(file.path);
      const to = targetOf(file.path, specifier);
      if (from !== null && to !== null && from !== to) arrows.set(`${from} ${to}`, { from, to });
    }
  }
  const sorted = [...arrows.values()].sort((a, b) => `${a.from} ${a.to}`.localeCompare(`${b.from} ${b.to}`));
  return { findings, arrows: sorted, cycles: [...cyclesOf(sorted), ...cyclesOf(between)] };
}

function cyclesOf(arrows: readonly Arrow[]): string[] {
  const next = Map.groupBy(arrows, (arrow) => arrow.from);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (room: string, path: readonly string[]): void => {
    if (path.includes(room)) {
      cycles.push([...path.slice(path.indexOf(room)), room].join(' -> '));
      return;
    }
    if (done.has(room)) return;
    for (const { to } of next.get(room) ?? []) visit(to, [...path, room]);
    done.add(room);
  };
  for (const room of next.keys()) visit(room, []);
  return cycles;
}
