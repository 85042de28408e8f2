import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Failure, failureClasses, failureScopes, policyFor } from '#libs/failures';
import type { Probe } from '#libs/state';
import { createLessons, type Ended, type Lessons } from './lessons.ts';

const subjects = { system: 'system:desk', endpoint: 'endpoint:desk', credential: 'credential:desk' };
const now = 1_000_000;

function ended(given: Partial<Pick<Failure, 'class' | 'scope' | 'retryAt'>> | null, over: Partial<Ended> = {}): Ended {
  const failure: Failure | null = given && { class: 'down', scope: 'system', evidence: { message: 'no' }, ...given };
  return {
    system: 'desk',
    subjects,
    owner: 'team',
    concurrency: 16,
    probes: [],
    failure,
    policy: failure && policyFor(failure),
    heard: failure === null || !['down', 'transient', 'unknown'].includes(failure.class),
    begunAt: 100,
    endedAt: 200,
    credentialVersion: () => 'v1',
    ...over,
  };
}

const learn = (lessons: Lessons, one: Ended) => lessons.learn(one, now, 0);
const probe = (subject: string, phase: Probe['phase'] = 'probing', allowed = 1): Probe => ({ subject, phase, rounds: 2, allowed });
const rated = { class: 'rateLimit', scope: 'credential' } as const;

describe('what one call teaches', () => {
  it.each<[string, Ended, readonly object[]]>([
    ['nothing when it comes through', ended(null), []],
    [
      'no connection holds the system at once, and its owner is told',
      ended({}),
      [{ change: 'open', subject: 'system:desk', kind: 'breaker', forMs: 1_000, escalateTo: 'team' }],
    ],
    [
      'a connection that is set up wrongly too',
      ended({ class: 'invalid', scope: 'system' }),
      [{ change: 'open', subject: 'system:desk', kind: 'breaker' }],
    ],
    [
      'a refused credential holds what uses it, with the version that was refused',
      ended({ class: 'auth', scope: 'credential' }),
      [{ change: 'open', subject: 'credential:desk', kind: 'credential', credentialVersion: 'v1', escalateTo: 'team', forMs: 600_000 }],
    ],
    [
      'a limit holds its scope as long as told, and nobody is told',
      ended({ ...rated, retryAt: now + 7_000 }),
      [{ change: 'open', subject: 'credential:desk', kind: 'quota', forMs: 7_050, escalateTo: null }],
    ],
    ['a limit of one record holds nothing', ended({ class: 'rateLimit', scope: 'record' }), []],
    ['one passing trouble holds nothing', ended({ class: 'transient', scope: 'record' }), []],
    ['bad data holds nothing', ended({ class: 'invalid', scope: 'record' }), []],
    ['our own mistake holds nothing', ended({ class: 'bug', scope: 'record' }), []],
  ])('%s', (_name, one, expected) => {
    const changes = learn(createLessons(), one);
    expect(changes).toMatchObject(expected);
    expect(changes).toHaveLength(expected.length);
  });

  it('opens once for the calls that fail together', () => {
    const lessons = createLessons();
    expect(learn(lessons, ended({}))).toHaveLength(1);
    expect(learn(lessons, ended({}))).toEqual([]);
    expect(learn(lessons, ended({}, { begunAt: 300, endedAt: 400 }))).toHaveLength(1);
  });

  it('holds a system whose calls fail too often, and asks for an answer as much as for a good one', () => {
    for (const kind of ['transient', 'unknown'] as const) {
      const lessons = createLessons();
      const opened = Array.from({ length: 10 }, () => learn(lessons, ended({ class: kind, scope: 'record' })).length);
      expect(opened).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    }
    const answering = createLessons();
    for (let i = 0; i < 50; i++) expect(learn(answering, ended({ class: 'invalid', scope: 'record' }))).toEqual([]);
  });

  it('waits ever longer for a limit that tells no time, but never not at all, and starts afresh after a success', () => {
    const lessons = createLessons();
    const at = (n: number) => ({ begunAt: n * 1_000, endedAt: n * 1_000 + 1 });
    const waits = Array.from({ length: 12 }, (_, n) => {
      const [change] = learn(lessons, ended(rated, at(n + 1)));
      return change?.change === 'open' ? change.forMs : null;
    });
    expect(waits.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
    expect(waits.at(-1)).toBe(150_000);
    learn(lessons, ended(null, at(20)));
    expect(learn(lessons, ended(rated, at(21)))).toMatchObject([{ forMs: 500 }]);
  });
});

describe('what a call that was let through a hold teaches', () => {
  const system = { probes: [probe('system:desk')] };
  const credential = { probes: [probe('credential:desk')] };
  it.each<[string, Ended, readonly object[]]>([
    ['success: the next step', ended(null, system), [{ change: 'passed', subject: 'system:desk', allowed: 1, full: 16 }]],
    ['bad data: the system is reachable', ended({ class: 'invalid', scope: 'record' }, system), [{ change: 'passed' }]],
    [
      'a limit: reachable, and a limit',
      ended({ ...rated, retryAt: now + 1 }, system),
      [{ change: 'passed' }, { change: 'open', kind: 'quota' }],
    ],
    [
      'a refused credential: reachable, and a credential',
      ended({ class: 'auth', scope: 'credential' }, system),
      [{ change: 'passed' }, { change: 'open', kind: 'credential' }],
    ],
    ['no connection: longer', ended({}, system), [{ change: 'failed', subject: 'system:desk', forMs: 8_000 }]],
    ['a passing trouble: longer', ended({ class: 'transient', scope: 'record' }, system), [{ change: 'failed' }]],
    ['no answer: longer', ended({ class: 'unknown', scope: 'record' }, system), [{ change: 'failed' }]],
    ['our own lost claim: nothing', ended({ class: 'transient', scope: 'lane' }, system), []],
    ['nothing was sent: nothing', ended(null, { ...system, heard: false }), []],
    ['the credential is accepted: over at once', ended(null, credential), [{ change: 'passed', full: 1 }]],
    ['it is not', ended({ class: 'auth', scope: 'credential' }, credential), [{ change: 'failed', forMs: 600_000 }]],
    ['a limit says nothing of the credential', ended({ class: 'rateLimit', scope: 'record' }, credential), []],
    [
      'a system that is away says nothing of the credential',
      ended({}, credential),
      [{ change: 'open', subject: 'system:desk', kind: 'breaker' }],
    ],
    [
      'a step of a ramp is passed at the step it was made under',
      ended(null, { probes: [probe('system:desk', 'ramp', 4)] }),
      [{ change: 'passed', allowed: 4 }],
    ],
  ])('%s', (_name, one, expected) => {
    const changes = learn(createLessons(), one);
    expect(changes).toMatchObject(expected);
    expect(changes).toHaveLength(expected.length);
  });
});

describe('what was begun before a hold', () => {
  it('neither ends it nor opens it again', () => {
    const lessons = createLessons();
    lessons.saw('system:desk', 1_000);
    lessons.saw('credential:desk', 1_000);
    for (const given of [null, {}, { class: 'auth', scope: 'credential' } as const])
      expect(learn(lessons, ended(given, { begunAt: 999, endedAt: 5_000 }))).toEqual([]);
    expect(learn(lessons, ended({}, { begunAt: 1_000, endedAt: 5_000 }))).toHaveLength(1);
  });

  it('only a call under its probe passes or fails a hold, whatever comes', () => {
    const call = fc.record({
      class: fc.constantFrom(...failureClasses, null),
      scope: fc.constantFrom(...failureScopes),
      subject: fc.constantFrom('system:desk', 'credential:desk', null),
      heard: fc.boolean(),
      begunAt: fc.nat(1_000),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
        const lessons = createLessons();
        return calls.every(({ class: kind, scope, subject, heard, begunAt }) => {
          const probes = subject === null ? [] : [probe(subject)];
          const changes = learn(lessons, ended(kind && { class: kind, scope }, { probes, heard, begunAt, endedAt: begunAt + 10 }));
          const decided = changes.filter(({ change }) => change === 'passed' || change === 'failed');
          return (
            decided.every((change) => change.subject === subject) &&
            changes.every((each) => each.change !== 'open' || (each.forMs ?? 0) >= 50)
          );
        });
      }),
    );
  });
});
