import { describe, expect, it } from '@jest/globals';
import type { Event } from '#libs/model';
import type { Message } from '#libs/stage';
import type { ContextHit } from '#libs/state';
import { createEnrich, type Enrichable, type Found, foundKey, keysOf, madeGood, owedKeys } from './enrich.ts';

const meta = { id: 'e1', system: 'prometheus', record: 'r1', version: 3 } as Event['meta'];
const message = (ciKeys: readonly string[], topic = 'junctor.canonical.event.v1'): Message<Enrichable> => ({
  id: 'e1',
  topic,
  partition: 0,
  offset: 3n,
  timestamp: 1_000,
  key: 'prometheus/r1',
  headers: {},
  revision: 'r1',
  traceparent: null,
  trail: '[]',
  value: { meta, name: 'DiskFull', ciKeys: [...ciKeys], context: null } as unknown as Event,
});
const hit = (over: Partial<ContextHit>): ContextHit => ({ kind: 'ci', key: 'node/a', data: { name: 'a' }, ageMs: 12.7, ...over });
const found = (...hits: readonly ContextHit[]): Found => new Map(hits.map((each) => [foundKey(each), each]));
const enrich = createEnrich();

function contextOf(ciKeys: readonly string[], known: Found): Event['context'] | undefined {
  const decision = enrich(message(ciKeys), known);
  if (decision.kind !== 'emit') throw new Error('not emitted');
  return (decision.outputs[0]?.value as Event | undefined)?.context;
}

describe('context', () => {
  it('is the first candidate that is known, with its age in whole milliseconds', () => {
    expect(contextOf(['node/a', 'node/b'], found(hit({ key: 'node/b', data: { name: 'b' } })))?.ci).toEqual({
      name: 'b',
      ageMs: 13,
      key: 'node/b',
    });
    expect(contextOf(['node/a', 'node/b'], found(hit({ key: 'node/b', data: { name: 'b' } }), hit({})))?.ci).toMatchObject({ name: 'a' });
  });

  it.each<[string, readonly string[], Found, readonly string[], boolean]>([
    ['nothing is missing of a record that names no item', [], found(), [], false],
    ['an unknown item is missing', ['node/a'], found(), ['ci'], false],
    ['all is missing when the projections did not answer', ['node/a'], null, ['all context'], true],
  ])('%s', (_name, keys, known, missing, degraded) => {
    const context = contextOf(keys, known);
    expect(context?.missing.map(({ what }) => what)).toEqual(missing);
    expect(context).toMatchObject({ degraded, ci: null, assembledAt: 1_000 });
  });

  it('holds the changes around every candidate', () => {
    const known = found(
      hit({ kind: 'change', key: 'node/a', data: { number: 'C1' } }),
      hit({ kind: 'change', key: 'node/b', data: { number: 'C2' } }),
    );
    expect(contextOf(['node/a', 'node/b'], known)?.changes).toMatchObject([{ number: 'C1' }, { number: 'C2' }]);
  });
});

it('keeps id and key, and asks for every kind under every candidate key', () => {
  const decision = enrich(message(['node/a']), found());
  expect(decision).toMatchObject({ kind: 'emit', outputs: [{ topic: 'junctor.enriched.event.v1', key: 'prometheus/r1', id: 'e1' }] });
  expect(keysOf(message(['node/a', 'node/b']).value)).toHaveLength(8);
});

it('refuses a topic that is not canonical', () => {
  expect(() => enrich(message([], 'elsewhere'), found())).toThrow(/elsewhere/);
});

describe('context that comes later', () => {
  const known = found(hit({}));
  const again = (at: Found, ciKeys = ['node/a', 'node/b']) => {
    const output = madeGood(message(ciKeys), at);
    return output && { ...output, value: output.value as Event };
  };

  it.each<[string, readonly string[], Found, readonly string[]]>([
    ['nothing, without keys', [], null, []],
    ['nothing, when one of the candidates is known', ['node/b', 'node/a'], known, []],
    ['every candidate, when none is known', ['node/b', 'node/c'], known, ['node/b', 'node/c']],
    ['every candidate, when the projections did not answer', ['node/a'], null, ['node/a']],
    ['every candidate, when only something around it is known', ['node/a'], found(hit({ kind: 'change' })), ['node/a']],
  ])('is owed: %s', (_name, ciKeys, at, keys) => expect(owedKeys(message(ciKeys).value, at)).toEqual(keys));

  it('goes on as the same record and version, under an id and digest of its own', () => {
    const output = again(known);
    expect(output).toMatchObject({ topic: 'junctor.enriched.event.v1', key: 'prometheus/r1' });
    expect(output?.value.meta).toMatchObject({ system: 'prometheus', record: 'r1', version: 3, id: output?.id });
    expect(output?.id).not.toBe('e1');
    expect(output?.value.context).toMatchObject({ ci: { name: 'a' }, missing: [], degraded: false });
  });

  it('has the id of what is known, not of when', () => {
    expect(again(found(hit({ ageMs: 99_999 })))?.id).toBe(again(known)?.id);
    expect(again(found(hit({ data: { name: 'renamed' } })))?.id).not.toBe(again(known)?.id);
    expect(again(found(hit({ data: { name: 'renamed' } })))?.value.meta.digest).not.toBe(again(known)?.value.meta.digest);
  });

  it('stays owed while it is not known', () => {
    expect(again(found())).toBe(null);
    expect(again(null)).toBe(null);
  });
});

it('names what was asked for when nothing answered', () => {
  expect(contextOf(['node/a', 'node/b'], null)?.missing[0]?.reason).toContain('node/a or node/b');
});
