/** The secret of a destination shows nowhere in a run of the whole line, whatever the destination answers. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '#verification/line';
import { type Hostile, startHostile, ways } from './hostile.ts';
import { openSecretLine, type SecretLine } from './line.rig.ts';
import { others, plain, type Sample, samples, shownIn } from './samples.ts';

const inbound = 'canary-inbound-2b8e41';
const fileOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const wanted = ['servicenow', 'rest, query', 'rest, oauth2 in the form'];
const chosen = [...samples.filter(({ name, secret }) => secret === plain && wanted.includes(name)), ...others];
/** Those that sign or carry their secret in the body are asked less: their answers are read by the same code. */
const someWays: readonly string[] = ['echo 400', 'echo 401', 'page 502', 'cut off'];

interface Target {
  readonly name: string;
  readonly sample: Sample;
  readonly way: number;
  /** Variable that holds its secret. */
  readonly variable: string;
}

const targets: readonly Target[] = chosen.flatMap((sample, i) =>
  ways.flatMap((name, way) =>
    others.includes(sample) && !someWays.includes(name) ? [] : [{ name: `desk-${i}-${way}`, sample, way, variable: `CANARY_OUT_${i}` }],
  ),
);

function files(url: string): Readonly<Record<string, string>> {
  const flow = fileOf('flows/prometheus-to-servicenow/flow.yaml');
  const all: Record<string, string> = { 'systems/prometheus.yaml': fileOf('systems/prometheus.yaml') };
  for (const { name, sample, way, variable } of targets) {
    const settings = JSON.parse(JSON.stringify(sample.settings).replaceAll('env:X', `env:${variable}`)) as object;
    const spec = {
      connector: sample.connector,
      holds: 'tickets',
      address: `${url}/w${way}/${name}`,
      settings,
      limits: { callTimeoutMs: 300 },
    };
    all[`systems/${name}.yaml`] =
      `apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: ${name}, title: ${name}, owner: sre }\nspec: ${JSON.stringify(spec)}\n`;
    all[`flows/prometheus-to-${name}/flow.yaml`] = flow
      .replace('name: prometheus-to-servicenow', `name: prometheus-to-${name}`)
      .replace('system: servicenow', `system: ${name}`);
  }
  return all;
}

const alert = {
  ...{ status: 'firing', fingerprint: 'f-1', annotations: {}, generatorURL: '' },
  labels: { alertname: 'Broken', severity: 'critical', cluster: 'c', namespace: 'shop' },
  ...{ startsAt: '2026-03-02T08:00:00Z', endsAt: '0001-01-01T00:00:00Z' },
};
const post = JSON.stringify({
  ...{ version: '4', groupKey: 'g', status: 'firing', receiver: 'r', groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
  ...{ externalURL: 'http://a', alerts: [alert] },
});

let hostile: Hostile;
let line: SecretLine;
beforeAll(async () => {
  hostile = await startHostile();
  Object.assign(process.env, { PROMETHEUS_WEBHOOK_TOKEN: inbound });
  for (const { variable, sample } of targets) process.env[variable] = sample.secret;
  line = await openSecretLine(files(hostile.url));
}, 60_000);
afterAll(async () => {
  await line.stop();
  await hostile.close();
  for (const name of ['PROMETHEUS_WEBHOOK_TOKEN', ...targets.map(({ variable }) => variable)]) delete process.env[name];
});

const sampleOf = (secret: string): Sample => ({ connector: '', name: '', settings: {}, secret, user: 'junctor' });

it('logs, spans, tables and topics of a run hold no secret', async () => {
  const { status } = await line.post('prometheus', { authorization: `Bearer ${inbound}`, 'content-type': 'application/json' }, post);
  expect(status).toBe(200);
  const attempts = () => [...line.tables.attempts.values()].flat().filter(({ state }) => state !== 'sending').length;
  const called = ({ name }: Target): boolean => hostile.heard.some((heard) => new RegExp(`/${name}[/?\\s]`).test(heard));
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
  const leaking = post.replace('"Broken"', JSON.stringify(plain)).replace('f-1', 'f-2');
  await line.post('prometheus', { authorization: `Bearer ${inbound}` }, leaking);
  expect(shownIn(await line.kept(), sampleOf(plain))).not.toEqual([]);
}, 60_000);
