import { expect, it } from '@jest/globals';
import { type Failure, FailureError, toFailure } from '#libs/failures';
import { probedWork } from './refusal.ts';

const failing = (kind: Failure['class'], scope: Failure['scope'], code?: string) => () =>
  Promise.reject<void>(
    new FailureError({ class: kind, scope, evidence: { message: `${kind} ${scope}`, ...(code !== undefined && { code }) } }),
  );
const fine = (): Promise<void> => Promise.resolve();
const acl = failing('invalid', 'record', '403');

it.each<[string, () => Promise<void>, () => Promise<void>, string]>([
  ['403, and the read is answered: the record', acl, fine, 'invalid record'],
  ['403, and the read is refused: the credential', acl, failing('auth', 'credential', '403'), 'auth credential'],
  ['403, and there is nothing to read: the record', acl, failing('invalid', 'record', '404'), 'invalid record'],
  ['403, and the system is away: it waits', acl, failing('down', 'system'), 'down system'],
  ['403, and the read is told to wait', acl, failing('rateLimit', 'credential', '429'), 'rateLimit credential'],
  ['403, and the read is never answered: again, there is nothing to ask about', acl, failing('unknown', 'record'), 'transient record'],
  ['403, and our own bug', acl, () => Promise.reject(new TypeError('x')), 'bug record'],
])('%s', async (_name, work, probe, expected) => {
  const failure = await probedWork(work, probe).then(() => null, toFailure);
  expect(`${failure?.class} ${failure?.scope}`).toBe(expected);
});

it.each<[string, () => Promise<void>]>([
  ['a success', fine],
  ['400', failing('invalid', 'record', '400')],
  ['403 that is known to be the sign-in', failing('auth', 'credential', '403')],
  ['an unknown outcome', failing('unknown', 'record')],
])('%s is not probed', async (_name, work) => {
  let probes = 0;
  await probedWork(work, async () => {
    probes += 1;
  }).catch(toFailure);
  expect(probes).toBe(0);
});
