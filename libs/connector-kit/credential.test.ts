import { describe, expect, it } from '@jest/globals';
import { type Failure, FailureError } from '#libs/failures';
import { createCredential } from './credential.ts';

const refused = (): FailureError => new FailureError({ class: 'auth', scope: 'credential', evidence: { message: 'no' } });

/** A secret that reads as the next of the values each time, the last one for ever. */
function rotating(...values: string[]) {
  return createCredential('file:/run/token', () => (values.length > 1 ? (values.shift() ?? '') : (values[0] ?? '')));
}

describe('a credential', () => {
  it('works with the secret of now', async () => expect(await rotating('one').use(async (secret) => secret)).toBe('one'));

  it('refused, and rotated meanwhile: once more with the new one', async () => {
    const used: string[] = [];
    const work = async (secret: string): Promise<string> => {
      used.push(secret);
      if (secret === 'one') throw refused();
      return 'done';
    };
    expect(await rotating('one', 'two').use(work)).toBe('done');
    expect(used).toEqual(['one', 'two']);
  });

  it.each<[string, string[], Failure['class'], string[]]>([
    ['refused with the same secret', ['one', 'one'], 'auth', ['one']],
    ['the new one is refused too', ['one', 'two', 'three'], 'auth', ['one', 'two']],
    ['what may have been done is never done again', ['one', 'two'], 'unknown', ['one']],
    ['a refusal of the data', ['one', 'two'], 'invalid', ['one']],
  ])('%s: no other try', async (_name, values, kind, expected) => {
    const used: string[] = [];
    const work = async (secret: string): Promise<void> => {
      used.push(secret);
      throw new FailureError({ class: kind, scope: 'record', evidence: { message: 'no' } });
    };
    await expect(rotating(...values).use(work)).rejects.toThrow('no');
    expect(used).toEqual(expected);
  });

  it('its version changes with the secret, says no more than that, and not the reference', () => {
    const version = (secret: string, reference = 'env:A') => createCredential(reference, () => secret).version();
    expect(version('one')).toMatch(/^[0-9a-f]{4}$/);
    expect(version('two')).not.toBe(version('one'));
    expect(version('one', 'env:B')).toBe(version('one'));
  });
});
