import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { concealed, rememberForGood, rememberSecret } from './concealed.ts';
import { FailureError, toFailure } from './failure.ts';

const secret = 'hunter"2\\4 d&1+5e=';

it('leaves out what was remembered, in every form it takes, and nothing before', () => {
  const forms = [
    secret,
    JSON.stringify({ secret }),
    JSON.stringify(JSON.stringify({ secret })),
    `https://desk/?key=${encodeURIComponent(secret)}`,
    new URLSearchParams({ key: secret }).toString(),
    Buffer.from(secret).toString('base64'),
  ];
  expect(forms.map(concealed)).toEqual(forms);
  rememberSecret(secret);
  for (const form of forms) {
    expect(concealed(`before ${form} after`)).toMatch(/^before .*\[secret\].* after$/);
    expect(concealed(form)).not.toMatch(/hunter|aHVudGVy/);
  }
});

it('keeps words whole: what is too short to be told from them is not remembered', () => {
  rememberSecret('secret');
  expect(concealed('a secret of the desk')).toBe('a secret of the desk');
});

describe('of very many', () => {
  const rotate = (from: number, to: number): void => {
    for (let n = from; n < to; n += 1) rememberSecret(`rotated-${n}-${'x'.repeat(8)}`, [`part-${n}-of-it`, `other-${n}-of-it`]);
  };

  it('the oldest is forgotten, with its parts, each of which counts for nothing', () => {
    rememberSecret('the-oldest-of-all', ['a-part-of-it']);
    rotate(0, 499);
    expect(concealed('the-oldest-of-all, a-part-of-it')).toBe('[secret], [secret]');
    rotate(499, 500);
    expect(concealed('the-oldest-of-all, a-part-of-it')).toBe('the-oldest-of-all, a-part-of-it');
  });

  it('what is read again is not the oldest, and keeps its parts', () => {
    rememberSecret('read-again-and-again', ['a-part-of-that']);
    rotate(1_000, 1_499);
    rememberSecret('read-again-and-again');
    rotate(1_499, 1_600);
    expect(concealed('read-again-and-again, a-part-of-that')).toBe('[secret], [secret]');
  });

  it('what is remembered for good is never forgotten', () => {
    rememberForGood('password-of-the-store');
    rotate(2_000, 3_000);
    expect(concealed('password-of-the-store')).toBe('[secret]');
  });
});

it('an error of somebody else becomes a failure without it', () => {
  rememberSecret('quoted-by-a-library');
  const { evidence } = toFailure(new TypeError('Headers.append: "Bearer quoted-by-a-library" is an invalid header value.'));
  expect(JSON.stringify(evidence)).not.toContain('quoted-by');
  expect(evidence.message).toContain('[secret]');
});

it('what lies behind a failure is known by name, code and place, not by what it holds', () => {
  const request = { headers: { authorization: 'Bearer canary' } };
  const thrown = Object.assign(new TypeError('cannot read "canary"'), {
    code: 'HPE_INVALID',
    data: 'canary',
    request,
    cause: new Error('canary'),
  });
  const failure = { class: 'down', scope: 'system', evidence: { message: 'no answer' } } as const;
  const error = new FailureError(failure, { cause: thrown });
  expect(error.cause).toMatchObject({ name: 'TypeError', code: 'HPE_INVALID', stack: expect.stringContaining('concealed.test.ts') });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('canary');
  expect(inspect(new FailureError(failure, { cause: 'canary' }), { depth: 10 })).not.toContain('canary');
  expect(new FailureError(failure, { cause: error }).cause).toBe(error);
  expect('cause' in new FailureError(failure)).toBe(false);
});
