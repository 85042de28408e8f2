/** The secret of a destination shows nowhere in a run of the whole line, whatever the destination answers. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '#verification/line';
import { alertPost, deskFiles } from './desks.rig.ts';
import { type Hostile, startHostile, ways } from './hostile.ts';
import { openSecretLine, type SecretLine } from './line.rig.ts';
import { others, plain, type Sample, samples, shownIn } from './samples.ts';

const inbound = 'canary-inbound-2b8e41';
const wanted = ['servicenow', 'rest, query', 'rest, oauth2 in the form'];
const chosen = [...samples.filter(({ name, secret }) => secret === plain && wanted.includes(name)), ...others];
/** Those that sign or carry their secret in the body are asked less: their answers are read by the same code. */
const someWays: readonly string[] = ['echo 400', 'echo 401', 'page 502', 'cut off'];

const targets = chosen.flatMap((sample, i) =>
  ways.flatMap((name, way) =>
    others.includes(sample) && !someWays.includes(name) ? [] : [{ name: `desk-${i}-${way}`, sample, way, variable: `CANARY_OUT_${i}` }],
  ),
);

let hostile: Hostile;
let line: SecretLine;
beforeAll(async () => {
  hostile = await startHostile();
  Object.assign(process.env, { PROMETHEUS_WEBHOOK_TOKEN: inbound });
  for (const { variable, sample } of targets) process.env[variable] = sample.secret;
  line = await openSecretLine(deskFiles(targets.map((each) => ({ ...each, address: `${hostile.url}/w${each.way}/${each.name}` }))));
}, 60_000);
afterAll(async () => {
  await line.stop();
  await hostile.close();
  for (const name of ['PROMETHEUS_WEBHOOK_TOKEN', ...targets.map(({ variable }) => variable)]) delete process.env[name];
});

const sampleOf = (secret: string): Sample => ({ connector: '', name: '', settings: {}, secret, user: 'junctor' });

it('logs, spans, tables and topics of a run hold no secret', async () => {
  const { status } = await line.post(
    'prometheus',
    { authorization: `Bearer ${inbound}`, 'content-type': 'application/json' },
    alertPost('Broken', 'f-1'),
  );
  expect(status).toBe(200);
  const attempts = () => [...line.tables.attempts.values()].flat().filter(({ state }) => state !== 'sending').length;
  const called = ({ name }: { readonly name: string }): boolean => hostile.heard.some((heard) => new RegExp(`/${name}[/?\\s]`).test(heard));
  await until('an end of a call to each destination', () => targets.every(called) && attempts() >= targets.length);
  for (const each of chosen.filter(({ connector }) => connector !== 'standard-webhook'))
    expect(hostile.heard.some((heard) => shownIn(heard, each).length > 0)).toBe(true);
  const kept = await line.kept();
  expect(kept).toContain('Broken');
  expect(line.spans.some((span) => span.includes('junctor.stage'))).toBe(true);
  const whole = `${kept}\n${line.logged.join('')}\n${line.spans.join('\n')}`;
  for (const each of [...chosen, sampleOf(inbound)]) expect(shownIn(whole, each)).toEqual([]);
}, 120_000);

it('and one that is logged or sent is found', async () => {
  line.line.logger.debug({ reason: `the desk said ${plain}` }, 'planted');
  expect(shownIn(line.logged.join(''), sampleOf(plain))).not.toEqual([]);
  await line.post('prometheus', { authorization: `Bearer ${inbound}` }, alertPost(plain, 'f-2'));
  expect(shownIn(await line.kept(), sampleOf(plain))).not.toEqual([]);
}, 60_000);
