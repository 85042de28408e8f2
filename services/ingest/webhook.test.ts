import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import type { Line } from '#libs/host';
import type { Codec, OutRecord } from '#libs/log';
import { createLogger, createMeters } from '#libs/telemetry';
import { type Answer, createReceive } from './webhook.ts';

const receive = (line: Line, ...call: Parameters<ReturnType<typeof createReceive>>): Promise<Answer> => createReceive(line)(...call);

const system = (name: string, spec: string): string =>
  `apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: ${name}, title: ${name}, owner: sre }\nspec: { holds: things, ${spec} }\n`;
const files = {
  'systems/prometheus.yaml': system(
    'prometheus',
    "connector: alertmanager, settings: { auth: { type: bearer, secret: 'env:RECEIVE_TOKEN' } }",
  ),
  'systems/desk.yaml': system('desk', 'connector: cmdb-feed'),
};
const workspace = compileWorkspace(parseWorkspace(files).workspace, 'r1');

interface Broker {
  readonly records: OutRecord[];
  waiting: number;
  /** Acknowledges at once; 'never' stands for a broker that is silent. */
  answers: 'at once' | 'later' | 'never';
  acknowledge(): void;
}

/** Only what a call touches: the kernel's own parts are tested with the kernel. */
function lineWith(given: { readonly workspace?: typeof workspace | null } = {}): { line: Line; broker: Broker } {
  let told: (() => void) | null = null;
  const broker: Broker = { records: [], waiting: 0, answers: 'at once', acknowledge: () => told?.() };
  const outbox = {
    get waiting() {
      return broker.waiting;
    },
    append(records: readonly OutRecord[], acknowledged: () => void) {
      broker.records.push(...records);
      if (broker.answers === 'at once') acknowledged();
      else told = acknowledged;
    },
  };
  const codec: Partial<Codec> = { encode: (_topic, value) => Buffer.from(JSON.stringify(value)) };
  const line = {
    env: { JUNCTOR_TRACE_RATIO: 1 },
    logger: createLogger('test', 'silent'),
    workspaces: { current: () => (given.workspace === undefined ? workspace : given.workspace) },
    outbox,
    kernel: { codec, partitions: new Map([['junctor.raw.v1', 4]]), meters: createMeters() },
  };
  return { line: line as unknown as Line, broker };
}

const bearer = { authorization: 'Bearer right', 'content-type': 'application/json' };
const post = Buffer.from(
  JSON.stringify({
    version: '4',
    groupKey: 'g',
    status: 'firing',
    receiver: 'r',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://a',
    alerts: ['one', 'two'].map((fingerprint) => ({
      status: 'firing',
      labels: { alertname: fingerprint },
      annotations: {},
      startsAt: '2026-03-22T00:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint,
    })),
  }),
);

beforeEach(() => {
  process.env.RECEIVE_TOKEN = 'right';
});
afterEach(() => {
  delete process.env.RECEIVE_TOKEN;
  jest.useRealTimers();
});

describe('what a sender is answered', () => {
  it('503 before there is a workspace', async () => {
    expect(await receive(lineWith({ workspace: null }).line, 'prometheus', bearer, post)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
    });
  });

  it.each(['nobody', 'desk', '__proto__'])('404 for a system that takes no webhooks: %s', async (name) => {
    expect((await receive(lineWith().line, name, bearer, post)).status).toBe(404);
  });

  it('401 for the wrong secret, without saying more, and keeps nothing', async () => {
    const { line, broker } = lineWith();
    expect(await receive(line, 'prometheus', { authorization: 'Bearer wrong' }, post)).toEqual({
      status: 401,
      reason: 'authentication failed',
    });
    expect(broker.records).toEqual([]);
  });

  it('comes again when our own secret cannot be read', async () => {
    delete process.env.RECEIVE_TOKEN;
    expect((await receive(lineWith().line, 'prometheus', bearer, post)).status).toBe(503);
  });

  it('comes again while more is waiting than is held', async () => {
    const { line, broker } = lineWith();
    broker.waiting = 20_001;
    expect((await receive(line, 'prometheus', bearer, post)).status).toBe(503);
    expect(broker.records).toEqual([]);
  });

  it('200 once everything is acknowledged, and not before', async () => {
    const { line, broker } = lineWith();
    broker.answers = 'later';
    let status = 0;
    const answer = receive(line, 'prometheus', bearer, post).then((given) => {
      status = given.status;
    });
    while (broker.records.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(status).toBe(0);
    broker.acknowledge();
    await answer;
    expect(status).toBe(200);
    expect(broker.records.map(({ key }) => key)).toEqual(['prometheus/one', 'prometheus/two']);
  });

  it('comes again when the broker is silent', async () => {
    const { line, broker } = lineWith();
    broker.answers = 'never';
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    const answer = receive(line, 'prometheus', bearer, post);
    while (broker.records.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await jest.advanceTimersByTimeAsync(4_000);
    expect((await answer).status).toBe(503);
  });

  it('200 for what is authentic but malformed: it is kept, to be parked', async () => {
    const { line, broker } = lineWith();
    expect((await receive(line, 'prometheus', bearer, Buffer.from('{'))).status).toBe(200);
    expect(broker.records).toHaveLength(1);
    expect(JSON.parse(String(broker.records[0]?.value)).defect).not.toBe(null);
  });

  it('keeps the trace of the sender, else gives each record one of its own', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    const { line, broker } = lineWith();
    await receive(line, 'prometheus', { ...bearer, traceparent }, post);
    await receive(line, 'prometheus', { ...bearer, traceparent: 'garbage' }, post);
    const traces = broker.records.map(({ headers }) => headers.traceparent);
    expect(traces.slice(0, 2)).toEqual([traceparent, traceparent]);
    expect(new Set(traces.slice(2)).size).toBe(2);
  });
});
