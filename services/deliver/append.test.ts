import { describe, expect, it } from '@jest/globals';
import { type AppendAction, type Appended, markerOf, type TargetObject } from '#libs/connector-kit';
import { FailureError } from '#libs/failures';
import type { Claimed } from '#libs/state';
import type { Permit } from './leases.ts';
import { type DeliveryPolicy, standardPolicy } from './policies.ts';
import { send } from './send.ts';

const link = { remoteId: 'r1', number: 'INC1', url: null, writtenDigest: 'd1' };

function claimed(over: Partial<Claimed> = {}): Claimed {
  return {
    ...{ laneId: 'l', epoch: 1, deliveryId: 'd', targetSystem: 'desk', targetKey: 'K1', episode: 1, flow: 'f', traceparent: null },
    want: { model: 'incident', append: { audience: 'note', text: 'it is over' } },
    ...{ wantDigest: '', written: null, attempt: 1, tries: 0, probes: [], link, mustAsk: false, unknownForMs: 0, triedForMs: 0 },
    ...over,
  };
}
const inDoubt = { mustAsk: true, unknownForMs: 5_000, triedForMs: 60_000, attempt: 2 };

interface Desk {
  readonly object: TargetObject;
  readonly calls: string[];
}

function desk(over: Partial<AppendAction> = {}, found: readonly Appended[] = []): Desk {
  const calls: string[] = [];
  const unused = () => Promise.reject(new Error('no state is written'));
  const note: AppendAction = {
    idempotency: 'searchable',
    consistencyDelayMs: 3_000,
    async appendRecord(remoteId, text) {
      calls.push(`append ${remoteId} ${text}`);
      return { remoteId: 'e1', at: 1 };
    },
    async findAppend(remoteId, marker, sinceMs) {
      calls.push(`find ${remoteId} ${marker === markerOf('d')} ${Math.round((Date.now() - sinceMs) / 10_000)}0 s`);
      return found;
    },
    ...over,
  };
  const object: TargetObject = {
    ...{ create: 'searchable', update: 'upsert', consistencyDelayMs: 3_000 },
    createRecord: unused,
    updateRecord: unused,
    append: { note },
  };
  return { object, calls };
}

const holding = (mayWrite: readonly boolean[] = []): Permit => {
  let asked = 0;
  return { signal: new AbortController().signal, holds: () => true, mayWrite: () => mayWrite[asked++] ?? true };
};
const run = ({ object }: Desk, claim: Claimed, lease = holding(), policy: DeliveryPolicy = standardPolicy) =>
  send(
    claim,
    { destination: { objects: { incident: object }, close: async () => undefined }, concurrency: 4, callTimeoutMs: 1_000 },
    lease,
    policy,
  );

const entry = { remoteId: 'e0', at: 1 };
const fails = (failure: ConstructorParameters<typeof FailureError>[0]): Partial<AppendAction> => ({
  appendRecord: () => Promise.reject(new FailureError(failure)),
});

describe('adding a text', () => {
  it.each<[string, Partial<Claimed>, Partial<AppendAction>, readonly Appended[], readonly string[], object]>([
    [
      'is one call',
      {},
      {},
      [],
      ['append r1 it is over'],
      { kind: 'appended', action: 'append', entry: 'e1', reason: 'a note was added', possibleDuplicate: false },
    ],
    [
      'is asked about first when it may have been done, since the first try',
      inDoubt,
      {},
      [entry],
      ['find r1 true 60 s'],
      { kind: 'appended', action: 'adopt', entry: 'e0', reason: 'the note was there already', possibleDuplicate: false },
    ],
    [
      'is done again when it is surely not there',
      inDoubt,
      {},
      [],
      ['find r1 true 60 s', 'append r1 it is over'],
      { action: 'append', possibleDuplicate: false },
    ],
    [
      'waits while it may not be shown yet',
      { ...inDoubt, unknownForMs: 2_999 },
      {},
      [],
      ['find r1 true 60 s'],
      { kind: 'retry', failure: { class: 'rateLimit', scope: 'record' }, unknown: false, counted: false },
    ],
    ['tells when it is there twice', inDoubt, {}, [entry, entry], ['find r1 true 60 s'], { action: 'adopt', possibleDuplicate: true }],
    [
      'is sent again and counted where it cannot be asked',
      inDoubt,
      { idempotency: 'none' },
      [],
      ['append r1 it is over'],
      { action: 'append', possibleDuplicate: true },
    ],
    [
      'is sent again where the destination tells repeats apart',
      inDoubt,
      { idempotency: 'key' },
      [],
      ['append r1 it is over'],
      { possibleDuplicate: false },
    ],
  ])('%s', async (_name, over, action, found, calls, result) => {
    const place = desk(action, found);
    expect(await run(place, claimed(over))).toMatchObject(result);
    expect(place.calls).toEqual(calls);
  });

  it.each<[string, ConstructorParameters<typeof FailureError>[0], Partial<AppendAction>, object]>([
    [
      'stays in doubt after no answer',
      { class: 'unknown', scope: 'record', evidence: { message: 'reset' } },
      {},
      { kind: 'retry', unknown: true },
    ],
    [
      'stays in doubt after an answer of something in between',
      { class: 'transient', scope: 'system', mayHaveActed: true, evidence: { message: 'bad gateway' } },
      {},
      { kind: 'retry', unknown: true },
    ],
    [
      'stays in doubt so, too, where it cannot be asked about',
      { class: 'transient', scope: 'system', mayHaveActed: true, evidence: { message: 'bad gateway' } },
      { idempotency: 'none' },
      { kind: 'retry', unknown: true },
    ],
    [
      'waits for a person when it is refused',
      { class: 'invalid', scope: 'record', evidence: { message: 'closed' } },
      {},
      { kind: 'parked', head: 'supersede' },
    ],
  ])('%s', async (_name, failure, action, result) => {
    const policy: DeliveryPolicy = { ...standardPolicy, parkedHead: 'supersede' };
    expect(await run(desk({ ...fails(failure), ...action }), claimed(), holding(), policy)).toMatchObject(result);
  });

  it('is not begun after the process was stopped while it asked', async () => {
    const place = desk();
    expect(await run(place, claimed(inDoubt), holding([true, false]))).toMatchObject({ kind: 'retry', failure: { scope: 'lane' } });
    expect(place.calls).toEqual(['find r1 true 60 s']);
  });

  it('waits for a person where its record was never made, without a call and without holding up what comes after it', async () => {
    const place = desk();
    expect(await run(place, claimed({ link: null }))).toMatchObject({
      ...{ kind: 'parked', head: 'skip' },
      failure: { class: 'invalid', evidence: { code: 'no-record', hint: expect.stringContaining('replay') } },
    });
    expect(place.calls).toEqual([]);
  });

  it('waits for a person where the destination takes none for these readers', async () => {
    const want = { model: 'incident', append: { audience: 'comment', text: 'it is over' } };
    expect(await run(desk(), claimed({ want }))).toMatchObject({
      kind: 'parked',
      failure: { evidence: { message: 'desk cannot take a comment' } },
    });
  });
});
