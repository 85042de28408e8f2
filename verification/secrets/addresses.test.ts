/** A secret in the path or query of an address that is read by reference shows nowhere when a destination repeats what it was asked. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FailureError, resolveAddress } from '#libs/connector-kit';
import { concealed } from '#libs/failures';
import { type Hostile, startHostile, ways } from './hostile.ts';
import { failuresAt, others, plain, samples } from './samples.ts';

/** As Slack, Teams and others have it: whoever knows the address may write. */
const inPath = 'canaryInAPath7d1f40b8c3';
const inQuery = 'canary+InAQuery/9e2a57f1';

let hostile: Hostile;
beforeAll(async () => {
  hostile = await startHostile();
});
afterAll(() => hostile.close());

const forms = [inPath, inQuery, encodeURIComponent(inQuery), Buffer.from(inPath).toString('base64').replace(/=+$/, '')];
const shown = (text: string): string[] => forms.filter((form) => text.includes(form));

const wholeOf = (error: unknown): string =>
  `${inspect(error, { depth: 12, showHidden: true })}\n${JSON.stringify(error instanceof FailureError ? error.failure : null)}`;

describe('a destination that repeats the address', () => {
  const asked = [...samples.filter(({ secret }) => secret === plain), ...others];
  const given = (): string => `${hostile.url}/services/T0/B0/${inPath}?sig=${encodeURIComponent(inQuery)}`;

  it('is one that shows a secret, while nobody knows that it is one', async () => {
    const [first] = asked;
    if (first === undefined) throw new Error('no sample');
    hostile.way = 'echo 400';
    const errors = await failuresAt(given(), first);
    expect(errors.flatMap((error) => shown(wholeOf(error)))).not.toEqual([]);
  });

  it.each(asked.map((sample) => [sample.name, sample] as const))(
    '%s',
    async (_name, sample) => {
      const address = resolveAddress('env:HOOK', () => given());
      expect(address).toBe(given());
      let failures = 0;
      hostile.heard.length = 0;
      for (const way of ways) {
        hostile.way = way;
        for (const error of await failuresAt(address, sample)) {
          failures += 1;
          expect([way, shown(wholeOf(error))]).toEqual([way, []]);
        }
      }
      expect(failures).toBeGreaterThan(3);
      expect(hostile.heard.join('\n')).toContain(inPath);
      expect(shown(concealed(hostile.heard.join('\n')))).toEqual([]);
    },
    60_000,
  );
});
