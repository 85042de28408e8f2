import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Failure, failureClasses, failureScopes, type PolicyOverride, policyFor, retrySchedule } from '#libs/failures';
import { nextAfter, type Situation } from './retry.ts';

const now = 1_000_000;
const failure = (given: Failure['class'], scope: Failure['scope'] = 'record', retryAt?: number): Failure => ({
  class: given,
  scope,
  evidence: { message: 'no' },
  ...(retryAt === undefined ? {} : { retryAt }),
});
const situation = (over: Partial<Situation> = {}): Situation => ({
  attempt: 1,
  tries: 0,
  probing: false,
  settleMs: 3_000,
  now,
  jitter: 0,
  ...over,
});
const wait = (delayMs: number, counted = false, unknown = false) => ({ kind: 'retry', delayMs, counted, unknown });
const park = { kind: 'park' };
const hours4 = 14_400_000;
const next = (given: Failure, over: Partial<Situation> = {}, flow: readonly PolicyOverride[] = []) =>
  nextAfter(given, policyFor(given, { flow }), situation(over));

describe('what a failed attempt leads to', () => {
  it.each<[Failure['class'], Failure['scope'], Partial<Situation>, object]>([
    ['invalid', 'record', {}, park],
    ['invalid', 'system', {}, wait(1_000)],
    ['bug', 'record', {}, park],
    ['transient', 'record', {}, wait(200, true)],
    ['transient', 'system', { tries: 3 }, wait(5_000, true)],
    ['transient', 'record', { tries: 9 }, wait(hours4, true)],
    ['transient', 'record', { tries: 10 }, park],
    ['transient', 'record', { tries: 10, probing: true }, wait(1_000)],
    ['transient', 'lane', { tries: 99 }, wait(500)],
    ['transient', 'lane', { attempt: 99 }, wait(30_000)],
    ['down', 'system', { attempt: 99, tries: 99 }, wait(1_000)],
    ['auth', 'credential', { attempt: 99, tries: 99 }, wait(1_000)],
    ['unknown', 'record', {}, wait(3_000, false, true)],
    ['unknown', 'record', { settleMs: 0 }, wait(500, false, true)],
    ['unknown', 'record', { attempt: 99, tries: 99 }, wait(30_000, false, true)],
    ['rateLimit', 'record', {}, wait(500)],
    ['rateLimit', 'record', { attempt: 3 }, wait(2_000)],
    ['rateLimit', 'record', { attempt: 99, tries: 99 }, wait(300_000)],
    ['rateLimit', 'endpoint', {}, wait(500)],
  ])('%s of scope %s, %j', (given, scope, over, expected) => {
    expect(next(failure(given, scope), over)).toEqual(expected);
  });

  it.each([
    ['waits as long as it was told', now + 5_000, 5_050],
    ['is soon back, but not at once, when that has passed', now - 5_000, 50],
    ['waits 4 hours at most', now + 10 * hours4, hours4 + 50],
  ])('a rate limit %s', (_name, retryAt, delayMs) => {
    for (const scope of ['record', 'credential'] as const) expect(next(failure('rateLimit', scope, retryAt))).toEqual(wait(delayMs));
  });

  it.each<[string, PolicyOverride, Failure, Partial<Situation>, object]>([
    ['fewer tries', { class: 'transient', action: 'retry', tries: 2 }, failure('transient'), { tries: 1 }, wait(400, true)],
    ['and then a person', { class: 'transient', action: 'retry', tries: 2 }, failure('transient'), { tries: 2 }, park],
    [
      'tries without end',
      { class: 'transient', action: 'retry', afterwards: 'hold' },
      failure('transient'),
      { tries: 40 },
      wait(hours4, true),
    ],
    ['a person at once', { class: 'unknown', action: 'review' }, failure('unknown'), {}, park],
    ['data that is tried again', { class: 'invalid', action: 'retry' }, failure('invalid'), {}, wait(200, true)],
    ['another class', { class: 'down', action: 'review' }, failure('transient'), {}, wait(200, true)],
    ['another scope', { class: 'invalid', scope: 'lane', action: 'retry' }, failure('invalid'), {}, park],
  ])('a flow may ask for %s', (_name, override, given, over, expected) => {
    expect(next(given, over, [override])).toEqual(expected);
  });

  it('always waits before it tries again, never forever, and jitter only ever extends a wait', () => {
    const given = fc.record({
      class: fc.constantFrom(...failureClasses),
      scope: fc.constantFrom(...failureScopes),
      told: fc.option(fc.integer({ min: -1e12, max: 1e12 }), { nil: undefined }),
      attempt: fc.integer({ min: 1, max: 10_000 }),
      tries: fc.nat(10_000),
      probing: fc.boolean(),
      settleMs: fc.nat(60_000),
      jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(given, ({ class: kind, scope, told, ...over }) => {
        const one = failure(kind, scope, told === undefined ? undefined : now + told);
        const least = next(one, { ...over, jitter: 0 });
        const most = next(one, over);
        if (least.kind === 'park' || most.kind === 'park') return least.kind === most.kind;
        return least.delayMs >= 50 && most.delayMs >= least.delayMs && most.delayMs <= 2 * hours4;
      }),
    );
  });

  it('counts only what the schedule is for', () => {
    expect(retrySchedule).toHaveLength(10);
    for (const kind of failureClasses)
      for (const scope of failureScopes) {
        const found = next(failure(kind, scope));
        expect(found.kind === 'retry' && found.counted).toBe(kind === 'transient' && scope !== 'lane');
      }
  });
});
