/**
 * Reads what a map needs out of a source event and gathers what is wrong with it, so that a map is written as the record it makes.
 * What a reading gives for a field that is missing or wrong never leaves: the map's result is then a rejection.
 */

import type { CanonicalModel, Event, Incident, Link, Request } from '#libs/model';
import type { Body, Mapped, SourceMap, ValueMaps } from './contract.ts';
import { isJsonObject, type Json, type JsonObject, ownField, readJson } from './guarded-json.ts';
import { epochMillis } from './timestamp.ts';

type Rejected = Extract<Mapped, { kind: 'rejected' }>;
type Made<M extends CanonicalModel> = Omit<Extract<Mapped, { model: M }>, 'kind'>;
type MappedValue = Made<'event'> | Made<'incident'> | Made<'request'>;

export type TimeFormat = 'iso' | 'seconds' | 'millis';

export interface SourceReader {
  readonly attributes: Readonly<Record<string, string>>;
  /** As `valueAt`. */
  at(path: string): Json | undefined;
  /** A text, or a number or truth value written as one; null when it is missing, null or ''. */
  text(path: string): string | null;
  needText(path: string): string;
  /** Epoch milliseconds; null when it is missing. What is there must be a time. */
  time(path: string, format?: TimeFormat): number | null;
  needTime(path: string, format?: TimeFormat): number;
  /**
   * The canonical word for the word at `path`: by the value map `map` of the system's file, else by the sender's own fixed words. A missing
   * word is `''` to the value map. A word that nobody has mapped is a rejection, never a default.
   */
  word<W extends string>(path: string, map: string, words: readonly W[], own?: Readonly<Record<string, W>>): W;
  /** The same for a word that was found elsewhere; `path` says where, for people. */
  wordOf<W extends string>(given: string | null, path: string, map: string, words: readonly W[], own?: Readonly<Record<string, W>>): W;
  /** Whether the value map `map` of the system's file has a row for this word. */
  knows(map: string, word: string): boolean;
  /** Whether the system's file has the value map at all. */
  hasMap(map: string): boolean;
  /** Texts of an object by name; entries that are neither text, number nor truth value are left out. */
  texts(path: string): Record<string, string>;
  list(path: string): readonly Json[];
  /** The texts at these paths that are there, by path: fields that the model has no place for. */
  extra(...paths: readonly string[]): Record<string, string>;
  /** Links to those of the paths that hold an http or https address. */
  links(...rows: readonly (readonly [rel: string, title: string, path: string])[]): Link[];
  reject(code: string, field: string, message: string, expected?: string, hint?: string): void;
}

/** What a source leaves open in a canonical event. */
export const openEvent = {
  description: null,
  category: null,
  service: null,
  resource: null,
  ciKeys: [],
  labels: {},
  links: [],
  extra: {},
  endedAt: null,
} satisfies Partial<Body<Event>>;

/** What a source leaves open in a canonical incident. */
export const openIncident = {
  number: null,
  description: null,
  holdReason: null,
  priority: null,
  impact: null,
  urgency: null,
  category: null,
  subcategory: null,
  service: null,
  ci: null,
  ciKeys: [],
  assignee: null,
  group: null,
  requester: null,
  comments: [],
  openedAt: null,
  updatedAt: null,
  resolvedAt: null,
  closedAt: null,
  resolutionCode: null,
  resolutionNotes: null,
  links: [],
  extra: {},
} satisfies Partial<Body<Incident>>;

/** What a source leaves open in a canonical request. */
export const openRequest = {
  number: null,
  description: null,
  approval: null,
  item: null,
  quantity: null,
  answers: {},
  priority: null,
  impact: null,
  urgency: null,
  service: null,
  ci: null,
  ciKeys: [],
  assignee: null,
  group: null,
  requester: null,
  requestedFor: null,
  dueAt: null,
  comments: [],
  openedAt: null,
  updatedAt: null,
  closedAt: null,
  resolutionNotes: null,
  links: [],
  extra: {},
} satisfies Partial<Body<Request>>;

export const EVENT_STATUSES = ['firing', 'resolved'] as const;
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export const TICKET_STATUSES = ['new', 'in_progress', 'on_hold', 'resolved', 'closed', 'cancelled'] as const;
export const REQUEST_STATUSES = ['new', 'in_progress', 'on_hold', 'fulfilled', 'unfulfilled', 'cancelled'] as const;
export const PRIORITIES = ['critical', 'high', 'moderate', 'low', 'planning'] as const;

const shown = (value: Json | undefined): string => (value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60));

/** What stands at a dotted path of own fields; numbers name places of a list. */
export function valueAt(root: Json, path: string): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path.split('.')) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isJsonObject(value) ? ownField(value, step) : undefined;
  }
  return value;
}

function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

const SCALE: Readonly<Record<Exclude<TimeFormat, 'iso'>, number>> = { seconds: 1_000, millis: 1 };

function momentOf(text: string, format: TimeFormat): number | null {
  if (format === 'iso') return epochMillis(text);
  const moment = /^\d{1,16}(\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * SCALE[format]) : Number.NaN;
  return moment > 0 && moment <= 8.64e15 ? moment : null;
}

const EXPECTED: Readonly<Record<TimeFormat, string>> = {
  iso: 'RFC 3339, as in 2026-03-02T08:00:00Z',
  seconds: 'seconds since 1970',
  millis: 'milliseconds since 1970',
};

class Reader implements SourceReader {
  rejected: Rejected | null = null;
  private readonly root: JsonObject;
  private readonly valueMaps: ValueMaps;
  readonly attributes: Readonly<Record<string, string>>;

  constructor(root: JsonObject, valueMaps: ValueMaps, attributes: Readonly<Record<string, string>>) {
    this.root = root;
    this.valueMaps = valueMaps;
    this.attributes = attributes;
  }

  /** The first thing that is wrong is the one that is told. */
  reject(code: string, field: string, message: string, expected?: string, hint?: string): void {
    this.rejected ??= { kind: 'rejected', code, evidence: { message, field, ...(expected && { expected }), ...(hint && { hint }) } };
  }

  at(path: string): Json | undefined {
    return valueAt(this.root, path);
  }

  text(path: string): string | null {
    return textOf(this.at(path));
  }

  needText(path: string): string {
    const text = this.text(path);
    if (text === null) this.reject('missing-field', path, `${path} is ${shown(this.at(path))}.`, 'a text');
    return text ?? '';
  }

  time(path: string, format: TimeFormat = 'iso'): number | null {
    const text = this.text(path);
    if (text === null) return null;
    const moment = momentOf(text, format);
    if (moment === null) this.reject('invalid-value', path, `${path} is ${shown(text)}, which is no time.`, EXPECTED[format]);
    return moment;
  }

  needTime(path: string, format: TimeFormat = 'iso'): number {
    const moment = this.time(path, format);
    if (moment === null) this.reject('missing-field', path, `${path} is ${shown(this.at(path))}.`, EXPECTED[format]);
    return moment ?? 0;
  }

  word<W extends string>(path: string, map: string, words: readonly W[], own?: Readonly<Record<string, W>>): W {
    return this.wordOf(this.text(path), path, map, words, own);
  }

  wordOf<W extends string>(given: string | null, path: string, map: string, words: readonly W[], own: Readonly<Record<string, W>> = {}): W {
    const key = given ?? '';
    const mine = this.valueMaps[map] ?? {};
    const mapped = Object.hasOwn(mine, key) ? mine[key] : Object.hasOwn(own, key) ? own[key] : undefined;
    const word = words.find((known) => known === mapped);
    if (word !== undefined) return word;
    const known = [...new Set([...Object.keys(mine), ...Object.keys(own)])].join(', ') || 'none yet';
    const what = given === null ? `${path} is missing` : `${path} is ${shown(given)}, which is not in the value map ${map}`;
    const wrong = mapped === undefined ? '' : `; it is mapped to ${shown(mapped)}, which is no canonical word`;
    const hint = `Add ${JSON.stringify(key)}: <${words.join('|')}> to spec.valueMaps.${map} in the system's file, apply, then repair this message.`;
    this.reject(given === null ? 'missing-field' : 'unknown-value', path, `${what}${wrong}.`, `one of: ${known}`, hint);
    return words[0] as W;
  }

  knows(map: string, word: string): boolean {
    return Object.hasOwn(this.valueMaps[map] ?? {}, word);
  }

  hasMap(map: string): boolean {
    return Object.keys(this.valueMaps[map] ?? {}).length > 0;
  }

  texts(path: string): Record<string, string> {
    const value = this.at(path);
    if (!isJsonObject(value)) return {};
    return Object.fromEntries(Object.entries(value).flatMap(([name, entry]) => (textOf(entry) === null ? [] : [[name, String(entry)]])));
  }

  list(path: string): readonly Json[] {
    const value = this.at(path);
    return Array.isArray(value) ? value : [];
  }

  extra(...paths: readonly string[]): Record<string, string> {
    const found = paths.map((path) => [path, this.text(path)] as const);
    return Object.fromEntries(found.filter((entry): entry is readonly [string, string] => entry[1] !== null));
  }

  links(...rows: readonly (readonly [rel: string, title: string, path: string])[]): Link[] {
    return rows.flatMap(([rel, title, path]) => {
      const url = this.text(path);
      return url !== null && /^https?:\/\//.test(url) ? [{ rel, title, url }] : [];
    });
  }
}

/** A map that reads a body that is one JSON object. `settings` as in SourceMap. */
export function sourceMap(map: (read: SourceReader, settings: unknown) => MappedValue): SourceMap {
  return function mapped(body, valueMaps, attributes, settings) {
    const reading = readJson(body);
    const root = reading.kind === 'value' ? reading.value : undefined;
    if (!isJsonObject(root)) {
      const message = `The body is no JSON object: ${reading.kind === 'defect' ? reading.defect : shown(root)}.`;
      return { kind: 'rejected', code: 'malformed', evidence: { message } };
    }
    const reader = new Reader(root, valueMaps, attributes);
    const value = map(reader, settings);
    return reader.rejected ?? { kind: 'mapped', ...value };
  };
}
