import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failureClasses, failurePolicy, failureScopes, type PolicyOverride, policyFor } from './index.ts';

const kinds = failureClasses.flatMap((kind) => failureScopes.map((scope) => ({ class: kind, scope })));
const found = (kind: (typeof failureClasses)[number], scope: (typeof failureScopes)[number]) => policyFor({ class: kind, scope });

describe('the failure policy', () => {
  it('has one row for every class and scope, in words of its own', () => {
    expect(failurePolicy.map(({ class: kind, scope }) => ({ class: kind, scope }))).toEqual(kinds);
    for (const { words } of failurePolicy) expect(words).toMatch(/^[A-Z].{30,}\.$/);
  });

  // reliability.md 2.3: what is done, what is held, and whether it uses up a try.
  it.each([
    ['transient', 'record', 'retry', 'lane', true],
    ['transient', 'lane', 'wait', 'lane', false],
    ['rateLimit', 'lane', 'wait', 'lane', false],
    ['rateLimit', 'endpoint', 'hold', 'endpoint', false],
    ['rateLimit', 'credential', 'hold', 'credential', false],
    ['auth', 'credential', 'hold', 'credential', false],
    ['invalid', 'record', 'review', 'lane', false],
    ['invalid', 'system', 'hold', 'system', false],
    ['down', 'system', 'hold', 'system', false],
    ['unknown', 'record', 'ask', 'lane', false],
    ['bug', 'record', 'isolate', 'lane', false],
  ] as const)('%s of scope %s: %s, holds %s', (kind, scope, action, holds, counted) => {
    expect(found(kind, scope)).toMatchObject({ action, holds, counted, from: 'table' });
  });

  it('tells the owner only of what does not pass by itself', () => {
    const told = failurePolicy.filter(({ escalates }) => escalates).map(({ class: kind }) => kind);
    expect(new Set(told)).toEqual(new Set(['auth', 'invalid', 'down']));
  });

  it('follows the flow before the system before the table, and a scope before none', () => {
    const review: PolicyOverride = { class: 'down', action: 'review' };
    const retry: PolicyOverride = { class: 'down', action: 'retry', tries: 2 };
    const failure = { class: 'down', scope: 'system' } as const;
    expect(policyFor(failure, { flow: [review], system: [retry] })).toMatchObject({ action: 'review', from: 'flow' });
    expect(policyFor(failure, { flow: [], system: [retry] })).toMatchObject({ action: 'retry', tries: 2, counted: true, from: 'system' });
    expect(policyFor(failure, { system: [review, { ...retry, scope: 'system' }] })).toMatchObject({ action: 'retry' });
    expect(policyFor({ class: 'down', scope: 'record' }, { system: [{ ...retry, scope: 'system' }] })).toMatchObject({ from: 'table' });
  });

  it('holds nothing for one record, and leaves our own lost claims alone, whatever is asked', () => {
    const hold: PolicyOverride = { class: 'rateLimit', action: 'hold' };
    expect(policyFor({ class: 'rateLimit', scope: 'record' }, { flow: [hold] })).toMatchObject({ action: 'wait', from: 'table' });
    const review: PolicyOverride = { class: 'transient', action: 'review' };
    expect(policyFor({ class: 'transient', scope: 'lane' }, { flow: [review] })).toMatchObject({ action: 'wait', from: 'table' });
  });

  it('counts tries exactly where it retries, whatever is overridden', () => {
    const override = fc.record({
      class: fc.constantFrom(...failureClasses),
      scope: fc.option(fc.constantFrom(...failureScopes), { nil: undefined }),
      action: fc.constantFrom('retry', 'wait', 'hold', 'ask', 'review', 'isolate'),
      tries: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
    } satisfies Record<string, fc.Arbitrary<unknown>>) as fc.Arbitrary<PolicyOverride>;
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.array(override), fc.array(override), (failure, flow, system) => {
        const { action, counted, tries, holds } = policyFor(failure, { flow, system });
        return counted === (action === 'retry') && (tries !== null) === counted && (action === 'hold') === (holds !== 'lane');
      }),
    );
  });
});
