import { deriveId, digestOf, modelOf, topics } from '#libs/line';
import { type CanonicalModel, type CiContext, type Context, type Models, models, type RecordContext, type UserContext } from '#libs/model';
import { type Decision, emit, type Message, type Output } from '#libs/stage';

export type Enrichable = Models[CanonicalModel];

export type ContextKind = 'ci' | 'change' | 'problem' | 'user';

/** Something known under a key, and for how long it has been known so. */
export interface ContextHit {
  readonly kind: ContextKind;
  readonly key: string;
  readonly data: unknown;
  readonly ageMs: number;
}

/** What was found for a batch, by kind and key; null when the projections did not answer in time. */
export type Found = ReadonlyMap<string, ContextHit> | null;

export interface ContextKey {
  readonly kind: ContextKind;
  readonly key: string;
}

/** Keys of the item that a record is about; a person or an item itself names none. */
const ciKeysOf = (record: Enrichable): readonly string[] => ('ciKeys' in record ? (record.ciKeys ?? []) : []);

/** What may be known about a record: its CI, by every candidate key, and what happened around it lately. */
export function keysOf(record: Enrichable): readonly ContextKey[] {
  const ciKeys = ciKeysOf(record);
  const around = ciKeys.flatMap((key): ContextKey[] => [
    { kind: 'ci', key },
    { kind: 'change', key },
    { kind: 'problem', key },
    { kind: 'user', key },
  ]);
  return around;
}

export const foundKey = (key: ContextKey): string => `${key.kind}\n${key.key}`;

/** Adds context to the canonical record: the same record, with what is known about it, how old that is, and what is missing. */
export function createEnrich(): (message: Message<Enrichable>, found: Found) => Decision {
  return function enrich(message, found) {
    return emit(enriched(message, found));
  };
}

function enriched(message: Message<Enrichable>, found: Found): Output & { readonly value: Enrichable } {
  const model = modelOf(message.topic, models);
  if (model === null) throw new Error(`${message.topic} is not a canonical topic`);
  const { meta } = message.value;
  const value = { ...message.value, context: contextOf(message.value, found, message.timestamp) };
  return { topic: topics.enriched(model as CanonicalModel), key: `${meta.system}/${meta.record}`, id: meta.id, value };
}

/** Keys of the item that a record goes on without, most specific first; empty when it has all that it asks for. */
export function owedKeys(record: Enrichable, found: Found): readonly string[] {
  const ciKeys = ciKeysOf(record);
  return found !== null && ciKeys.some((key) => found.has(foundKey({ kind: 'ci', key }))) ? [] : ciKeys;
}

/**
 * The same record at the same version, with the context that it went on without; null while that is still missing. Its id comes from the
 * first one and what is known now, its digest tells it from the first: routed again it is an update of the same ticket, and what has
 * overtaken it meanwhile stays (an older version never wins).
 */
export function madeGood(message: Message<Enrichable>, found: Found): Output | null {
  if (owedKeys(message.value, found).length > 0) return null;
  const output = enriched(message, found);
  const { meta, context } = output.value;
  const known = digestOf(withoutAges(context));
  const id = deriveId(meta.id, 'context', known);
  const value = { ...output.value, meta: { ...meta, id, digest: digestOf([meta.digest, known]) } };
  return { ...output, id, value };
}

/** What is known, without for how long. */
function withoutAges(context: Context | null): unknown {
  if (context === null) return null;
  const bare = <T extends { readonly ageMs: number }>({ ageMs: _, ...rest }: T): Omit<T, 'ageMs'> => rest;
  const { ci, changes, problems, users } = context;
  return [ci && bare(ci), changes.map(bare), problems.map(bare), users.map(bare)];
}

function contextOf(record: Enrichable, found: Found, at: number): Context {
  const ciKeys = ciKeysOf(record);
  const hits = <T>(kind: ContextKind): T[] =>
    ciKeys.flatMap((key) => {
      const hit = found?.get(foundKey({ kind, key }));
      return hit ? [{ ...(hit.data as object), ageMs: Math.round(hit.ageMs), key } as T] : [];
    });
  const [ci] = hits<CiContext>('ci');
  const missing = [];
  const keys = ciKeys.length === 0 ? 'nothing was asked for' : `asked for ${ciKeys.join(' or ')}`;
  if (found === null) missing.push({ what: 'all context', reason: `the projections did not answer in time; ${keys}` });
  else if (!ci && ciKeys.length > 0) missing.push({ what: 'ci', reason: `no configuration item is known under ${ciKeys.join(' or ')}` });
  return {
    ci: ci ?? null,
    changes: hits<RecordContext>('change'),
    problems: hits<RecordContext>('problem'),
    users: hits<UserContext>('user'),
    missing,
    degraded: found === null,
    assembledAt: at,
  };
}
