import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { ConfigError, readEnv } from './env.ts';

const schema = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535),
  MODE: z.enum(['one', 'six']).default('one'),
  DATABASE_URL: z.url({ protocol: /^postgres$/ }).optional(),
  API_TOKEN: z.string().min(8).optional(),
});

function errorOf(env: NodeJS.ProcessEnv): ConfigError {
  try {
    readEnv(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('readEnv', () => {
  it('gives typed values and defaults, and leaves other variables out', () => {
    expect(readEnv(schema, { PORT: '8080', HOME: '/home/x' })).toEqual({ PORT: 8080, MODE: 'one' });
  });

  it('takes an empty variable as not set', () => {
    expect(readEnv(schema, { PORT: '1', MODE: '', API_TOKEN: '' })).toEqual({ PORT: 1, MODE: 'one' });
  });

  it('reports all bad variables at once, with what was there and what was expected', () => {
    const error = errorOf({ PORT: '99999', MODE: 'seven' });
    expect(error.problems.map(({ name, got }) => [name, got])).toEqual([
      ['MODE', '"seven"'],
      ['PORT', '"99999"'],
    ]);
    expect(error.message).toContain('2 environment variables are wrong');
    expect(error.message).toMatch(/MODE: got "seven", expected one of "one"\|"six"/);
    expect(error.message).toMatch(/PORT: .*65535/);
  });

  it('says that a required variable is missing', () => {
    expect(errorOf({}).problems).toEqual([expect.objectContaining({ name: 'PORT', got: 'nothing' })]);
  });

  it.each([
    ['a name that says so', { PORT: '1', API_TOKEN: 'hunter2' }, 'hunter2'],
    ['a password in a URL', { PORT: '1', DATABASE_URL: 'mysql://me:hunter2@db/x' }, 'hunter2'],
    ['a token in a query', { PORT: '1', DATABASE_URL: 'http://db/?access_token=hunter2' }, 'hunter2'],
    ['a URL that is not one', { PORT: '1', DATABASE_URL: '//me:hunter2@' }, 'hunter2'],
  ])('never shows a secret: %s', (_what, env, secret) => {
    const error = errorOf(env);
    expect(error.message).not.toContain(secret);
    expect(error.problems[0]?.got).toBe('a hidden value');
  });

  it("hides a secret that a schema's own message quotes", () => {
    const quoting = z.object({ MY_SECRET: z.string().refine(() => false, { error: (issue) => `not ${String(issue.input)}` }) });
    expect(() => readEnv(quoting, { MY_SECRET: 'hunter2' })).toThrow(/not \(hidden\)/);
  });

  it('never shows the value of a secret variable, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{1,7}$/), (rest) => {
        const value = `§${rest}`.slice(0, 7);
        expect(errorOf({ PORT: '1', API_TOKEN: value }).message).not.toContain(value);
      }),
    );
  });
});
