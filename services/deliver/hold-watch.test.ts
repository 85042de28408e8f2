import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FailureError } from '#libs/failures';
import type { Escalation, Hold, HoldChange } from '#libs/state';
import { createLogger } from '#libs/telemetry';
import type { Connected } from './destinations.ts';
import { createHoldWatch, versionOf } from './hold-watch.ts';

const subject = 'credential:env:SECRET at https://desk.example';
const refused: Hold = {
  ...{ subject, kind: 'credential', phase: 'open', until: 1, since: 0, rounds: 0, allowed: 1, credentialVersion: 'v1', system: 'desk' },
  failure: { class: 'auth', scope: 'credential', evidence: { message: 'refused' } },
};
const escalation: Escalation = {
  ...{ id: '1', subject, system: 'desk', kind: 'credential', owner: 'team', reason: 'refused', openedAt: 0, resolvedAt: null },
};

/** A watch over holds that the test sets, with everything it does. */
function watching() {
  const state = { holds: [refused] as Hold[], version: 'v1', escalations: [escalation], fails: false, refuses: false };
  const seen = { changes: [] as HoldChange[], probes: 0, saw: [] as string[], escalated: 0, looks: 0 };
  const destination: Connected['destination'] = { objects: {}, credentialVersion: () => state.version, close: async () => undefined };
  const subjects = { system: 'system:desk', endpoint: 'endpoint:desk', credential: subject };
  const watch = createHoldWatch({
    store: {
      async holds() {
        seen.looks++;
        if (state.fails) throw new Error('away');
        return state.holds;
      },
      escalations: async () => [],
      announce: async (tell) => state.escalations.splice(0).forEach(tell),
      changeHolds: async (changes) => {
        if (state.refuses) throw new Error('away');
        seen.changes.push(...changes);
      },
    },
    destinations: { names: () => ['desk'], get: () => ({ destination, concurrency: 1, callTimeoutMs: 1, subjects }) },
    logger: createLogger('test', 'silent'),
    meters: { escalations: { add: () => seen.escalated++ } } as unknown as Parameters<typeof createHoldWatch>[0]['meters'],
    saw: (name) => seen.saw.push(name),
    onProbe: () => seen.probes++,
  });
  return { state, seen, watch };
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('what is held is looked at', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('a secret that was changed is probed also when the first probe could not be written', async () => {
    const { state, seen, watch } = watching();
    watch.start();
    state.version = 'v2';
    state.refuses = true;
    await pass(20_000);
    expect(seen).toMatchObject({ changes: [], probes: 0 });
    state.refuses = false;
    await pass(20_000);
    expect(seen).toMatchObject({ changes: [{ change: 'probe', subject }], probes: 1 });
    watch.stop();
  });

  it('a secret that was changed is probed once, within 10 s, and a second change again', async () => {
    const { state, seen, watch } = watching();
    watch.start();
    await pass(10_000);
    expect(seen.changes).toEqual([]);
    state.version = 'v2';
    await pass(10_000);
    expect(seen).toMatchObject({ changes: [{ change: 'probe', subject }], probes: 1 });
    state.version = 'v3';
    await pass(10_000);
    expect(seen.probes).toBe(2);
    watch.stop();
  });

  it.each<[string, Partial<Hold>]>([
    ['another kind of hold', { kind: 'breaker' }],
    ['a hold that is being probed', { phase: 'probing' }],
    ['the credential of a system that is not ours', { subject: 'credential:other' }],
  ])('nothing is probed for %s', async (_name, over) => {
    const { state, seen, watch } = watching();
    state.holds = [{ ...refused, ...over }];
    state.version = 'v2';
    watch.start();
    await pass(20_000);
    expect(seen.changes).toEqual([]);
    watch.stop();
  });

  it('what is given to it is told: at once when a call of its own opened the hold, else at the next look', async () => {
    const { state, seen, watch } = watching();
    state.escalations = [];
    watch.start();
    await pass(10_000);
    expect(seen.escalated).toBe(0);
    state.escalations = [escalation];
    watch.opened();
    watch.opened();
    await pass(1);
    expect(seen.escalated).toBe(1);
    state.escalations = [{ ...escalation, id: '2' }];
    await pass(10_000);
    expect(seen.escalated).toBe(2);
    watch.stop();
  });

  it('goes on after the store was away, rarely while nothing is held, and not once it is stopped', async () => {
    const { state, seen, watch } = watching();
    state.fails = true;
    watch.start();
    await pass(15_000);
    state.fails = false;
    await pass(10_000);
    expect(new Set(seen.saw)).toEqual(new Set([subject]));
    state.holds = [];
    await pass(10_000);
    const before = seen.looks;
    await pass(60_000);
    expect(seen.looks - before).toBeLessThanOrEqual(6);
    watch.stop();
    const stopped = seen.looks;
    await pass(60_000);
    expect(seen.looks).toBe(stopped);
  });
});

it('a secret that cannot be read has no version', () => {
  const unreadable = new FailureError({ class: 'auth', scope: 'credential', evidence: { message: 'no such variable' } });
  const reading = (read?: () => string): Connected['destination'] => ({
    objects: {},
    close: async () => undefined,
    ...(read && { credentialVersion: read }),
  });
  expect(versionOf(reading())).toBe(null);
  expect(versionOf(reading(() => 'v'))).toBe('v');
  expect(
    versionOf(
      reading(() => {
        throw unreadable;
      }),
    ),
  ).toBe(null);
});
