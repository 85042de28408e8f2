import { describe, expect, it } from '@jest/globals';
import { FailureError } from '#libs/failures';
import { databaseFailure } from './failures.ts';

const coded = (code: string) => Object.assign(new Error('said the server'), { code });

describe('what a database error means', () => {
  it.each([
    ['40P01', 'transient', 'system'],
    ['40001', 'transient', 'system'],
    ['55P03', 'transient', 'system'],
    ['57014', 'transient', 'system'],
    ['57P01', 'down', 'system'],
    ['57P03', 'down', 'system'],
    ['08006', 'down', 'system'],
    ['53300', 'down', 'system'],
    ['53100', 'down', 'system'],
    ['25006', 'down', 'system'],
    ['28P01', 'auth', 'credential'],
    ['3D000', 'invalid', 'system'],
    ['23505', 'bug', 'record'],
    ['22P02', 'bug', 'record'],
    ['42P01', 'bug', 'system'],
    ['42601', 'bug', 'record'],
    ['ECONNREFUSED', 'down', 'system'],
    ['ECONNRESET', 'down', 'system'],
    ['ENOTFOUND', 'down', 'system'],
  ])('%s is %s of %s', (code, failureClass, scope) => {
    const error = databaseFailure(coded(code));
    expect(error.failure).toMatchObject({ class: failureClass, scope, evidence: { code } });
    expect(error.cause).toMatchObject({ code });
  });

  it.each([
    ['Connection terminated unexpectedly', 'down'],
    ['timeout exceeded when trying to connect', 'down'],
    ['connection lost', 'down'],
    ['undefined is not a function', 'bug'],
  ])('without a code, %s is %s', (message, failureClass) => {
    expect(databaseFailure(new Error(message)).failure.class).toBe(failureClass);
  });

  it('looks into several connection errors at once, and passes a failure on', () => {
    expect(databaseFailure(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])).failure.class).toBe('down');
    const own = new FailureError({ class: 'invalid', scope: 'record', evidence: { message: 'own' } });
    expect(databaseFailure(own)).toBe(own);
    expect(databaseFailure('thrown text').failure.class).toBe('bug');
  });
});
