import { describe, expect, it } from '@jest/globals';
import type { TargetObject, Want, Written } from '#libs/connector-kit';
import { FailureError } from '#libs/failures';
import type { Claimed } from '#libs/state';
import type { Permit } from './leases.ts';
import { correlationKey, send } from './send.ts';

const written = (remoteId: string): Written => ({ remoteId, number: `INC-${remoteId}`, url: null });
const link = { ...written('r1'), writtenDigest: 'd1' };

function claimed(over: Partial<Claimed> = {}): Claimed {
  return {
    laneId: 'l',
    epoch: 1,
    deliveryId: 'd',
    targetSystem: 'desk',
    targetKey: 'K1',
    episode: 1,
    flow: 'f',
    want: { model: 'incident', fields: { title: 'Disk full' } },
    wantDigest: 'd2',
    written: null,
    traceparent: null,
    attempt: 1,
    tries: 0,
    probes: [],
    link: null,
    mustAsk: false,
    unknownForMs: 0,
    triedForMs: 0,
    ...over,
  };
}

interface Desk {
  readonly object: TargetObject;
  readonly calls: string[];
}

function desk(over: Partial<TargetObject> = {}, found: readonly Written[] = []): Desk {
  const calls: string[] = [];
  const does = (call: string, answer: Written): Promise<Written> => {
    calls.push(call);
    return Promise.resolve(answer);
  };
  const object: TargetObject = {
    create: 'searchable',
    update: 'upsert',
    consistencyDelayMs: 3_000,
    createRecord: (key: string, want: Want) => does(`create ${key} ${String(want.title)}`, written('new')),
    updateRecord: (remoteId: string) => does(`update ${remoteId}`, written(remoteId)),
    async find(key: string) {
      calls.push(`find ${key}`);
      return found;
    },
    ...over,
  };
  return { object, calls };
}

const holding = (mayWrite: readonly boolean[] = []): Permit => {
  let asked = 0;
  return { signal: new AbortController().signal, holds: () => true, mayWrite: () => mayWrite[asked++] ?? true };
};

const run = ({ object }: Desk, claim: Claimed, lease = holding()) =>
  send(
    claim,
    { destination: { objects: { incident: object }, close: async () => undefined }, concurrency: 4, callTimeoutMs: 1_000 } as Parameters<
      typeof send
    >[1],
    lease,
  );

describe('send', () => {
  it.each<[string, Partial<Claimed>, Partial<TargetObject>, readonly Written[], readonly string[], object]>([
    ['creates what has no link', {}, {}, [], ['create K1 Disk full'], { kind: 'delivered', action: 'create', possibleDuplicate: false }],
    ['creates a later episode under a key of its own', { episode: 2 }, {}, [], ['create K1#2 Disk full'], { action: 'create' }],
    [
      'updates what has one',
      { link },
      {},
      [],
      ['update r1'],
      { kind: 'delivered', action: 'update', possibleDuplicate: false, link: { writtenDigest: 'd2' } },
    ],
    ['does nothing when the state is there', { link, wantDigest: 'd1' }, {}, [], [], { kind: 'noop' }],
    [
      'writes again when it is there but in doubt',
      { link, wantDigest: 'd1', mustAsk: true, unknownForMs: 3_000 },
      {},
      [],
      ['update r1'],
      { action: 'update', possibleDuplicate: false },
    ],
    [
      'waits before it writes over what may still be done',
      { link, mustAsk: true, unknownForMs: 1_000 },
      {},
      [],
      [],
      { kind: 'retry', unknown: false, failure: { class: 'rateLimit' } },
    ],
    [
      'counts an update in doubt that cannot be asked',
      { link, mustAsk: true, unknownForMs: 3_000 },
      { update: 'none' },
      [],
      ['update r1'],
      { possibleDuplicate: true },
    ],
    [
      'asks, then adopts what it finds',
      { mustAsk: true, unknownForMs: 1 },
      {},
      [written('r9')],
      ['find K1', 'update r9'],
      { action: 'adopt', link: { remoteId: 'r9' } },
    ],
    [
      'asks, then waits for what may not show yet',
      { mustAsk: true, unknownForMs: 1_000 },
      {},
      [],
      ['find K1'],
      { kind: 'retry', unknown: false, failure: { class: 'rateLimit' } },
    ],
    [
      'asks, then creates what cannot be there',
      { mustAsk: true, unknownForMs: 3_000 },
      {},
      [],
      ['find K1', 'create K1 Disk full'],
      { action: 'create', possibleDuplicate: false },
    ],
    [
      'parks a double',
      { mustAsk: true },
      {},
      [written('r1'), written('r2')],
      ['find K1'],
      { kind: 'parked', failure: { evidence: { excerpt: 'INC-r1, INC-r2' } } },
    ],
    [
      'creates again where our key makes it one',
      { mustAsk: true },
      { create: 'key' },
      [],
      ['create K1 Disk full'],
      { action: 'create', possibleDuplicate: false },
    ],
    [
      'counts a create in doubt that cannot be asked',
      { mustAsk: true },
      { create: 'none' },
      [],
      ['create K1 Disk full'],
      { possibleDuplicate: true },
    ],
    [
      'parks a model that the destination cannot hold',
      { want: { model: 'ci', fields: {} } },
      {},
      [],
      [],
      { kind: 'parked', failure: { class: 'invalid' } },
    ],
  ])('%s', async (_name, claim, over, found, calls, expected) => {
    const target = desk(over, found);
    expect(await run(target, claimed(claim))).toMatchObject(expected);
    expect(target.calls).toEqual(calls);
  });

  it('calls nothing under a lease that no longer holds, and nothing more once it is lost while asking', async () => {
    const early = desk();
    expect(await run(early, claimed(), holding([false]))).toMatchObject({ kind: 'retry', unknown: false });
    expect(early.calls).toEqual([]);
    const late = desk({}, [written('r9')]);
    expect(await run(late, claimed({ mustAsk: true }), holding([true, false]))).toMatchObject({ kind: 'retry', unknown: false });
    expect(late.calls).toEqual(['find K1']);
  });

  it.each<[string, Partial<Claimed>, Partial<TargetObject>, boolean]>([
    ['a create that can be asked about', {}, {}, true],
    ['a create that is harmless to repeat', {}, { create: 'upsert' }, false],
    ['an update', { link }, {}, false],
    ['a create that cannot be asked about', {}, { create: 'none' }, true],
    ['an update that cannot be asked about', { link }, { update: 'none' }, true],
  ])('a gateway error after %s', async (_what, claim, over, unknown) => {
    const gateway = () =>
      Promise.reject(
        new FailureError({ class: 'transient', scope: 'record', mayHaveActed: true, evidence: { message: '504', code: '504' } }),
      );
    const result = await run(desk({ createRecord: gateway, updateRecord: gateway, ...over }), claimed(claim));
    expect(result).toMatchObject({ kind: 'retry', unknown });
  });

  it('has no doubt about what was refused, whether it can be asked about or not', async () => {
    const refused = () => Promise.reject(new FailureError({ class: 'transient', scope: 'record', evidence: { message: 'not sent' } }));
    for (const create of ['searchable', 'none'] as const)
      expect(await run(desk({ createRecord: refused, create }), claimed())).toMatchObject({ kind: 'retry', unknown: false });
  });

  it.each([
    ['none', true, true],
    ['none', false, undefined],
    ['searchable', true, undefined],
  ] as const)(
    'what is refused after a create of class %s in doubt (%s) counts as possibly done twice: %s',
    async (create, mustAsk, counted) => {
      const refused = () => Promise.reject(new FailureError({ class: 'invalid', scope: 'record', evidence: { message: 'no such field' } }));
      const result = await run(desk({ createRecord: refused, create }), claimed({ mustAsk, unknownForMs: 5_000 }));
      expect(result).toMatchObject({ kind: 'parked', failure: { class: 'invalid' } });
      expect('possibleDuplicate' in result ? result.possibleDuplicate : undefined).toBe(counted);
    },
  );

  it('leaves an attempt of unknown outcome open, and parks a throw of ours', async () => {
    const failing = (error: Error) => desk({ createRecord: () => Promise.reject(error) });
    const unknown = new FailureError({ class: 'unknown', scope: 'record', evidence: { message: 'no answer' } });
    expect(await run(failing(unknown), claimed())).toMatchObject({ kind: 'retry', unknown: true, delayMs: 3_000 });
    expect(await run(failing(new TypeError('ours')), claimed())).toMatchObject({ kind: 'parked', failure: { class: 'bug' } });
  });
});

it('keys of episodes', () => {
  expect([1, 2, 10].map((episode) => correlationKey({ targetKey: 'K', episode }))).toEqual(['K', 'K#2', 'K#10']);
});
