/** What is exported by OTLP holds no secret: neither one of a destination or a source, nor one in the address of a destination. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { startTelemetry } from '#libs/telemetry';
import { startOtlpBackend } from '#simulators/otlp';
import { until } from '#verification/line';
import { alertPost, deskFiles } from './desks.rig.ts';
import { type Hostile, startHostile, ways } from './hostile.ts';
import { openSecretLine, type SecretLine } from './line.rig.ts';
import { others, plain, type Sample, samples, shownIn } from './samples.ts';

const inbound = 'canary-inbound-otlp-9c2f61';
const inPath = 'canaryInAPath7d1f40b8';
const chosen = [...samples.filter(({ name, secret }) => secret === plain && ['servicenow', 'slack'].includes(name)), ...others];
const asked = (['echo 400', 'echo 401', 'echo 500', 'cut off'] as const).map((name) => ways.indexOf(name));

const targets = chosen.flatMap((sample, i) =>
  asked.map((way) => ({ name: `desk-${i}-${way}`, sample, variable: `OTLP_OUT_${i}`, address: `env:OTLP_HOOK_${way}` })),
);

const heard: string[] = [];
let environment: Readonly<Record<string, string>> = {};
let backend: Awaited<ReturnType<typeof startOtlpBackend>>;
let telemetry: Awaited<ReturnType<typeof startTelemetry>>;
let hostile: Hostile;
let line: SecretLine;

beforeAll(async () => {
  hostile = await startHostile();
  backend = await startOtlpBackend({ heard: (path, message) => void heard.push(`${path} ${JSON.stringify(message)}`) });
  environment = {
    ...Object.fromEntries(chosen.map(({ secret }, i) => [`OTLP_OUT_${i}`, secret])),
    ...Object.fromEntries(asked.map((way) => [`OTLP_HOOK_${way}`, `${hostile.url}/w${way}/${inPath}`])),
    PROMETHEUS_WEBHOOK_TOKEN: inbound,
    OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRIC_EXPORT_INTERVAL: '200',
    OTEL_METRIC_EXPORT_TIMEOUT: '200',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
  Object.assign(process.env, environment);
  telemetry = await startTelemetry({ service: 'secrets' });
  line = await openSecretLine(deskFiles(targets));
}, 60_000);
afterAll(async () => {
  await line.stop();
  await telemetry.shutdown();
  await backend.close();
  await hostile.close();
  for (const name of Object.keys(environment)) delete process.env[name];
});

const sent = async (fingerprint: string): Promise<void> => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const headers = { authorization: `Bearer ${inbound}`, 'content-type': 'application/json', traceparent };
  expect((await line.post('prometheus', headers, alertPost(fingerprint, fingerprint))).status).toBe(200);
};
const exported = (): string => heard.join('\n');

it('spans and metrics on their way to a backend hold no secret', async () => {
  await sent('Broken');
  const attempts = (): number => [...line.tables.attempts.values()].flat().filter(({ state }) => state !== 'sending').length;
  await until('an end of a call to each destination', () => attempts() >= targets.length);
  await until('spans and metrics', () => exported().includes('/v1/traces') && exported().includes('/v1/metrics'));
  expect(hostile.heard.some((each) => each.includes(inPath))).toBe(true);
  await until('the delivery as a span', () => exported().includes('junctor.delivery'));
  const places = [...chosen, ...[inbound, inPath].map((secret): Sample => ({ connector: '', name: '', settings: {}, secret }))];
  for (const each of places) expect(shownIn(exported(), each)).toEqual([]);
  expect(`${await line.kept()}\n${line.logged.join('')}`).not.toContain(inPath);
}, 120_000);

it('and one that is exported is found', async () => {
  const span = trace.getTracer('secrets').startSpan(`POST /${inPath}`);
  span.end();
  await until('the span', () => exported().includes(inPath));
}, 60_000);
