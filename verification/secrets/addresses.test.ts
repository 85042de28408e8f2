/** A secret in the path or query of an address that is read by reference shows nowhere when a destination repeats what it was asked. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FailureError, resolveAddress } from '#libs/connector-kit';
import { concealed } from '#libs/failures';
import { type Hostile, startHostile, type Way, ways } from './hostile.ts';
import { connectorOf, failuresOf, others, plain, type Sample, samples } from './samples.ts';

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

async function told(sample: Sample, address: string, way: Way): Promise<readonly unknown[]> {
  hostile.way = way;
  const connector = connectorOf(sample.connector);
  const settings = connector.settings.parse(sample.settings);
  const context = { system: 'desk', address, secret: () => sample.secret, callTimeoutMs: 250, consistencyDelayMs: 0, allowLoopback: true };
  const destination = connector.connect?.(settings, context);
  const poller = connector.poll?.(settings, context);
  if (destination === undefined) throw new Error(`${sample.connector} is no destination`);
  try {
    return await failuresOf(destination, poller);
  } finally {
    await destination.close();
    await poller?.close();
  }
}

const wholeOf = (error: unknown): string =>
  `${inspect(error, { depth: 12, showHidden: true })}\n${JSON.stringify(error instanceof FailureError ? error.failure : null)}`;

describe('a destination that repeats the address', () => {
  const asked = [...samples.filter(({ secret }) => secret === plain), ...others];
  const given = (): string => `${hostile.url}/services/T0/B0/${inPath}?sig=${encodeURIComponent(inQuery)}`;

  it('is one that shows a secret, while nobody knows that it is one', async () => {
    const [first] = asked;
    if (first === undefined) throw new Error('no sample');
    const errors = await told(first, given(), 'echo 400');
    expect(errors.flatMap((error) => shown(wholeOf(error)))).not.toEqual([]);
  });

  it.each(asked.map((sample) => [sample.name, sample] as const))(
    '%s',
    async (_name, sample) => {
      const address = resolveAddress('env:HOOK', () => given());
      expect(address).toBe(given());
      let failures = 0;
      hostile.heard.length = 0;
      for (const way of ways)
        for (const error of await told(sample, address, way)) {
          failures += 1;
          expect([way, shown(wholeOf(error))]).toEqual([way, []]);
        }
      expect(failures).toBeGreaterThan(3);
      expect(hostile.heard.join('\n')).toContain(inPath);
      expect(shown(concealed(hostile.heard.join('\n')))).toEqual([]);
    },
    60_000,
  );
});
