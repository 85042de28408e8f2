import { expect, it } from '@jest/globals';
import { FailureError } from '#libs/failures';
import { createKeyGuard, type Keyless } from './key-guard.ts';
import { failureOf, rehearsedCall } from './rehearsed.ts';

const record: Keyless = { remoteId: 'r1', key: 'k1', name: 'INC1', field: 'correlation_id', hint: 'let us' };
const refused = (code: string) => new FailureError({ class: 'invalid', scope: 'record', evidence: { message: code, code } });

const away = new FailureError({ class: 'down', scope: 'system', evidence: { message: 'away' } });

it.each<[string, () => Promise<boolean>, string | null, string | null]>([
  ['it has its key by now', async () => true, null, null],
  ['it still has none', async () => false, 'invalid system', 'invalid system'],
  ['it is gone', () => Promise.reject(refused('404')), null, null],
  ['it may not be written', () => Promise.reject(refused('403')), 'invalid system', 'invalid system'],
  ['nobody is there', () => Promise.reject(away), 'down system', 'down system'],
])('a keyless record: %s', async (_name, mend, first, second) => {
  const guard = createKeyGuard(mend);
  const before = async () => {
    const failure = await failureOf(guard.before(rehearsedCall()));
    return failure === null ? null : `${failure.class} ${failure.scope}`;
  };
  expect(await before()).toBeNull();
  expect(guard.failed(record).failure).toMatchObject({ class: 'invalid', scope: 'record', evidence: { field: 'correlation_id' } });
  expect([await before(), await before()]).toEqual([first, second]);
});
