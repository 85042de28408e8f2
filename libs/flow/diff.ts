/** What changes between two workspaces, in words. Pure; both are parsed, neither has to be checked. */
import type { Workspace } from './parse.ts';
import type { Flow, Row, Rule } from './schema/flow.ts';
import type { System } from './schema/system.ts';

export interface Change {
  readonly kind: 'system' | 'flow' | 'waiver';
  readonly name: string;
  readonly what: 'added' | 'removed' | 'changed';
  /** Path in the file; empty when the whole of it came or went. */
  readonly field: string;
  /** One sentence. */
  readonly text: string;
  /** What it does to records under way or tickets that are open; null when nothing beyond the sentence. */
  readonly effect: string | null;
}

type Found = Pick<Change, 'field' | 'text'> & { readonly effect?: string };

/** In the order of names; systems first. */
export function diffWorkspaces(before: Workspace, after: Workspace): Change[] {
  return [
    ...diffNamed('system', named(before.systems), named(after.systems), diffSystem),
    ...diffNamed('flow', named(before.flows), named(after.flows), diffFlow),
  ];
}

const named = <T extends { metadata: { name: string } }>(all: readonly { readonly value: T }[]): Map<string, T> =>
  new Map(all.map(({ value }) => [value.metadata.name, value]));

function diffNamed<T>(
  kind: 'system' | 'flow',
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  diff: (before: T, after: T) => Found[],
): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name): Change[] => {
    const old = before.get(name);
    const now = after.get(name);
    if (old === undefined) return [{ kind, name, what: 'added', field: '', text: `${kind} ${name} is new`, effect: null }];
    if (now === undefined) return [{ kind, name, what: 'removed', field: '', text: `${kind} ${name} is gone`, effect: goneEffect[kind] }];
    return diff(old, now).map((found) => ({ kind, name, what: 'changed', effect: null, ...found }));
  });
}

const goneEffect = {
  system: 'its deliveries wait until it is back; its webhooks are refused',
  flow: 'tickets that it opened stay as they are: nobody updates or resolves them any more',
} as const;

function diffSystem(before: System, after: System): Found[] {
  return [
    ...diffFields('metadata', before.metadata, after.metadata),
    ...diffFields('spec', before.spec, after.spec, ['valueMaps']),
    ...diffMaps('spec.valueMaps', before.spec.valueMaps, after.spec.valueMaps),
  ];
}

const renamed = 'tickets that are open now are not found under the new key: later events of their cause open new ones';

function diffFlow(before: Flow, after: Flow): Found[] {
  const [old, now] = [before.spec, after.spec];
  const found = [
    ...diffFields('metadata', before.metadata, after.metadata),
    ...diffFields('spec', old, now, ['map', 'route', 'valueMaps', 'correlate']),
    ...diffRows(old.map, now.map),
    ...diffRoutes(old.route, now.route),
    ...diffMaps('spec.valueMaps', old.valueMaps, now.valueMaps),
  ];
  if (!same(old.correlate, now.correlate)) {
    const text = `one target record is named by ${now.correlate.join(', ')} instead of ${old.correlate.join(', ')}`;
    found.push({ field: 'spec.correlate', text, effect: renamed });
  }
  return found.map((each) => (/^spec\.(target|pattern)/.test(each.field) ? { ...each, effect: renamed } : each));
}

function diffRows(before: readonly Row[], after: readonly Row[]): Found[] {
  const [old, now] = [byName(before, (row) => row.to), byName(after, (row) => row.to)];
  return keysOf(old, now).flatMap((to): Found[] => {
    const [was, is] = [old.get(to), now.get(to)];
    const field = `spec.map.${to}`;
    if (!was && is) return [{ field, text: `${to} is filled from ${sourceText(is)}` }];
    if (was && !is) return [{ field, text: `${to} is filled no longer`, effect: 'what stands there stays' }];
    if (!was || !is || same(was, is)) return [];
    if (sourceText(was) !== sourceText(is))
      return [{ field, text: `${to} is filled from ${sourceText(is)} instead of ${sourceText(was)}` }];
    if (was.required !== is.required)
      return [
        is.required === true
          ? { field, text: `${to} is required now`, effect: 'a record without it is parked' }
          : { field, text: `${to} is required no longer` },
      ];
    return [{ field, text: `${to} has another reason: ${is.reason ?? 'none'}` }];
  });
}

function sourceText({ from, value, expr, valueMap }: Row): string {
  const source = from ?? (value === undefined ? (expr ?? 'nothing') : JSON.stringify(value));
  return valueMap === undefined ? source : `${source} through ${valueMap}`;
}

function diffRoutes(before: readonly Rule[], after: readonly Rule[]): Found[] {
  const [old, now] = [byName(before, (rule) => rule.name), byName(after, (rule) => rule.name)];
  const found = keysOf(old, now).flatMap((name): Found[] => {
    const [was, is] = [old.get(name), now.get(name)];
    const field = `spec.route.${name}`;
    if (!was && is) return [{ field, text: `rule ${name} is new, asked ${placeText(is, after)}: ${ruleText(is)}` }];
    if (was && !is) return [{ field, text: `rule ${name} is gone (${ruleText(was)})` }];
    if (!was || !is) return [];
    const found: Found[] = [];
    if (was.when !== is.when)
      found.push({ field, text: `rule ${name} decides when ${is.when ?? 'no other does'} instead of when ${was.when ?? 'no other does'}` });
    if (!same(was.set, is.set)) found.push({ field, text: `rule ${name} sets ${setText(is)} instead of ${setText(was)}` });
    return found;
  });
  const order = (rules: readonly Rule[], among: ReadonlyMap<string, Rule>): string =>
    rules.flatMap(({ name }) => (among.has(name) ? [name] : [])).join(', ');
  const [wasOrder, isOrder] = [order(before, now), order(after, old)];
  if (wasOrder !== isOrder)
    found.push({ field: 'spec.route', text: `the rules are asked in another order: ${isOrder} instead of ${wasOrder}` });
  return found;
}

const ruleText = (rule: Rule): string => `${rule.when === undefined ? 'otherwise' : `when ${rule.when}`} sets ${setText(rule)}`;

function placeText(rule: Rule, rules: readonly Rule[]): string {
  const before = rules[rules.indexOf(rule) - 1];
  return before === undefined ? 'first' : `after ${before.name}`;
}

const setText = ({ set }: Rule): string =>
  Object.entries(set)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

type Maps = Readonly<Record<string, Readonly<Record<string, string>>>>;

function diffMaps(field: string, before: Maps, after: Maps): Found[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((map) => {
    const [old, now] = [before[map] ?? {}, after[map] ?? {}];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].sort().flatMap((key): Found[] => {
      const place = `${field}.${map}.${key}`;
      if (old[key] === now[key]) return [];
      if (old[key] === undefined)
        return [{ field: place, text: `${map}: ${key} becomes ${now[key]}`, effect: 'records parked for want of it can be replayed' }];
      if (now[key] === undefined)
        return [{ field: place, text: `${map}: ${key} is mapped no longer`, effect: 'records with it are parked' }];
      return [{ field: place, text: `${map}: ${key} becomes ${now[key]} instead of ${old[key]}` }];
    });
  });
}

/** Every leaf that differs; `apart` names keys of the top that are compared in their own way. */
function diffFields(path: string, before: unknown, after: unknown, apart: readonly string[] = []): Found[] {
  if (same(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [{ field: path, text: changeText(path, before, after) }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !apart.includes(key))
    .sort()
    .flatMap((key) => diffFields(`${path}.${key}`, before[key], after[key]));
}

function changeText(path: string, before: unknown, after: unknown): string {
  const name = path.replace(/^(spec|metadata)\./, '');
  if (before === undefined) return `${name} is ${valueText(after)} (there was none)`;
  if (after === undefined) return `${name} is gone (it was ${valueText(before)})`;
  return `${name} is ${valueText(after)} instead of ${valueText(before)}`;
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value.trim() : JSON.stringify(value));
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const byName = <T>(all: readonly T[], name: (each: T) => string): Map<string, T> => new Map(all.map((each) => [name(each), each]));
const keysOf = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] => [...new Set([...a.keys(), ...b.keys()])];
