import type { Registry } from './registry.ts';
import { type AvroType } from './schema.ts';
import { compileSkim, type Skim } from './skim.ts';

/** A schema that a record was written with: how to bound its cost, and how to make it one of ours. */
export interface Writer {
  readonly type: AvroType;
  readonly skim: Skim;
}

/** What is known of a schema id: its writer; not an Avro schema; or not known to the registry. */
export type Known = Writer | 'other-format' | 'unknown';

const AT_ONCE = 8;
const MOST_UNKNOWN = 10_000;

/**
 * Writer schemas by id. Ids never change their meaning, so what is found stays; what is not found is asked for again after `unknownForMs`,
 * since a schema may be registered later.
 */
export function createWriters(registry: Registry, unknownForMs: number) {
  const found = new Map<number, Writer | 'other-format'>();
  const unknownUntil = new Map<number, number>();
  const underWay = new Map<number, Promise<void>>();

  function isSettled(id: number): boolean {
    return found.has(id) || (unknownUntil.get(id) ?? 0) > Date.now();
  }

  async function fetchOne(id: number): Promise<void> {
    const type = await registry.find(id);
    if (type === null) remember(id);
    else found.set(id, type === 'other-format' ? type : { type, skim: compileSkim(type.schema({ exportAttrs: true })) });
  }

  /** Bounded: ids come out of frames that anyone may have written. */
  function remember(id: number): void {
    const oldest = unknownUntil.size >= MOST_UNKNOWN ? unknownUntil.keys().next().value : undefined;
    if (oldest !== undefined) unknownUntil.delete(oldest);
    unknownUntil.delete(id);
    unknownUntil.set(id, Date.now() + unknownForMs);
  }

  function single(id: number): Promise<void> {
    const running = underWay.get(id) ?? fetchOne(id).finally(() => underWay.delete(id));
    underWay.set(id, running);
    return running;
  }

  return {
    get: (id: number): Known => found.get(id) ?? 'unknown',
    add: (id: number, type: AvroType): void => void found.set(id, { type, skim: compileSkim(type.schema({ exportAttrs: true })) }),
    /** Fetches those ids that are not known yet. @throws FailureError transient when the registry does not answer. */
    async fetchAll(ids: Iterable<number>): Promise<void> {
      const missing = [...new Set(ids)].filter((id) => !isSettled(id));
      for (let at = 0; at < missing.length; at += AT_ONCE) await Promise.all(missing.slice(at, at + AT_ONCE).map(single));
    },
  };
}
