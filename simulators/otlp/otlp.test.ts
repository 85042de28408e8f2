import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from '@jest/globals';
import { startOtlpBackend } from './backend.ts';

const folder = mkdtempSync(join(tmpdir(), 'otlp-'));
afterAll(() => rmSync(folder, { recursive: true }));

const span = (traceId: string, spanId: string, start: number, more: object = {}) => ({
  traceId,
  spanId,
  name: `span ${spanId}`,
  kind: 5,
  startTimeUnixNano: `17900000000000000${start}`,
  endTimeUnixNano: `17900000000000000${start}`,
  attributes: [
    { key: 'messaging.system', value: { stringValue: 'kafka' } },
    { key: 'n', value: { intValue: '3' } },
  ],
  ...more,
});
const traces = (service: string, spans: object[]) => ({
  resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] }, scopeSpans: [{ spans }] }],
});

async function post(
  url: string,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<number> {
  return (await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })).status;
}
const get = async (url: string, path: string) =>
  (await (await fetch(url + path)).json()) as { spans: Record<string, unknown>[] } & Record<string, unknown>;

it('shows a trace by its id, in order of time, across services and restarts', async () => {
  const log = join(folder, 'spans.jsonl');
  const first = await startOtlpBackend({ log });
  const child = span('aa', '02', 2, { parentSpanId: '01', links: [{ traceId: 'BB', spanId: '09' }], status: { code: 2 } });
  expect(await post(first.url, '/v1/traces', JSON.stringify(traces('deliver', [child])))).toBe(200);
  expect(
    await post(first.url, '/v1/traces', new Uint8Array(gzipSync(JSON.stringify(traces('ingest', [span('AA', '01', 1)])))), {
      'content-encoding': 'gzip',
    }),
  ).toBe(200);
  await first.close();
  const second = await startOtlpBackend({ log });
  const { spans } = await get(second.url, '/traces/AA');
  expect(spans.map((one) => [one.service, one.spanId, one.parentSpanId])).toEqual([
    ['ingest', '01', ''],
    ['deliver', '02', '01'],
  ]);
  expect(spans[1]).toMatchObject({
    attributes: { 'messaging.system': 'kafka', n: 3 },
    links: [{ traceId: 'bb', spanId: '09' }],
    status: 2,
    kind: 5,
  });
  await second.close();
});

it('keeps the newest spans only', async () => {
  const backend = await startOtlpBackend({ keep: 3 });
  for (let i = 0; i < 5; i += 1) await post(backend.url, '/v1/traces', JSON.stringify(traces('s', [span(`t${i}`, '1', i)])));
  expect(await get(backend.url, '/stats')).toMatchObject({ spans: 3, traces: 3, dropped: 2, services: { s: 5 } });
  expect((await fetch(`${backend.url}/traces/t0`)).status).toBe(404);
  await backend.close();
});

it('counts metrics and logs; refuses what is not JSON', async () => {
  const backend = await startOtlpBackend();
  const metrics = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{}, {}] }] }] };
  expect(await post(backend.url, '/v1/metrics', JSON.stringify(metrics))).toBe(200);
  expect(await post(backend.url, '/v1/logs', JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{}] }] }] }))).toBe(200);
  expect(await get(backend.url, '/stats')).toMatchObject({ metrics: 2, logRecords: 1 });
  expect(await post(backend.url, '/v1/traces', 'x', { 'content-type': 'application/x-protobuf' })).toBe(415);
  expect(await post(backend.url, '/v1/traces', '{')).toBe(400);
  expect(await post(backend.url, '/v1/other', '{}')).toBe(404);
  expect(await post(backend.url, '/v1/traces', '{"resourceSpans":[null,{"scopeSpans":5}]}')).toBe(200);
  await backend.close();
});
