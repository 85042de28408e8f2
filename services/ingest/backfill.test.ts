import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import type { Line } from '#libs/host';
import type { Codec, OutRecord } from '#libs/log';
import type { Raw } from '#libs/model';
import type { ClaimedBackfill } from '#libs/state';
import { createLogger, createMeters } from '#libs/telemetry';
import { createBackfill } from './backfill.ts';
import { createTroubles } from './troubles.ts';

const system = (name: string): string => `apiVersion: junctor.io/v1
kind: System
metadata: { name: ${name}, title: ${name}, owner: sre }
spec: { connector: servicenow, address: 'env:BACKFILL_URL', settings: { auth: { type: basic, user: u, secret: 'env:BACKFILL_SECRET' } } }
`;
const workspace = compileWorkspace(
  parseWorkspace({
    'systems/desk.yaml': system('desk'),
    'systems/mirror.yaml': system('mirror'),
    'flows/copy/flow.yaml': `apiVersion: junctor.io/v1
kind: Flow
metadata: { name: copy, owner: sre, purpose: copies }
spec:
  pattern: configuration-synchronization
  source: { system: desk, model: incident }
  target: { system: mirror, model: incident }
  correlate: [number]
  map: [{ to: title, from: title, reason: Title }]
`,
  }).workspace,
  'r1',
);
const row = (n: number) => ({ sys_id: `${n}`.padStart(32, '0'), sys_mod_count: '4', sys_updated_on: '2026-03-02 08:00:00', state: '1' });

let vendor: Server;
let status: number;
let asked: URL[];
beforeEach(async () => {
  status = 200;
  asked = [];
  vendor = createServer((request, reply) => {
    asked.push(new URL(request.url ?? '/', 'http://vendor'));
    reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ result: [row(1), row(2)] }));
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', () => resolve()));
  const at = vendor.address();
  process.env.BACKFILL_URL = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
  process.env.BACKFILL_SECRET = 'secret';
});
afterEach(async () => {
  delete process.env.BACKFILL_URL;
  delete process.env.BACKFILL_SECRET;
  await new Promise((resolve) => vendor.close(resolve));
});

const since = Date.parse('2026-03-02T08:00:00Z');

function around(given: { readonly leaseHolds?: boolean; readonly acknowledges?: boolean; readonly wantFails?: boolean } = {}) {
  const calls: unknown[][] = [];
  const sent: OutRecord[] = [];
  let left: ClaimedBackfill | null = { system: 'desk', epoch: 3, sinceMs: since, reason: 'why' };
  const told =
    (name: string) =>
    (...values: unknown[]) =>
      void calls.push([name, ...values]);
  const store = {
    sourcesSeen: async (...values: unknown[]) => told('seen')(...values),
    async wantBackfill(...values: unknown[]) {
      if (given.wantFails) throw new Error('away');
      told('want')(...values);
    },
    async claimBackfill() {
      const claimed = left;
      left = null;
      return claimed;
    },
    renewBackfill: async () => given.leaseHolds ?? true,
    backfilled: async (...values: unknown[]) => told('ended')(...values),
  };
  const outbox = {
    append(records: readonly OutRecord[], acknowledged: () => void) {
      sent.push(...records);
      if (given.acknowledges ?? true) acknowledged();
    },
  };
  const codec: Partial<Codec> = { encode: (_topic, value) => Buffer.from(JSON.stringify(value)) };
  const kernel = { codec, partitions: new Map([['junctor.raw.v1', 4]]), meters: createMeters() };
  const env = { JUNCTOR_TRACE_RATIO: 1, JUNCTOR_ALLOW_LOOPBACK: true };
  const workspaces = { current: () => workspace };
  const line = { env, logger: createLogger('test', 'silent'), workspaces, outbox, store, kernel } as unknown as Line;
  const troubles = createTroubles();
  const options = { owner: 'me', everyMs: 60_000, gapMs: 20_000, overlapMs: 300_000, leaseMs: 60_000 };
  const worker = createBackfill(line, troubles, options);
  const ended = () => calls.filter(([name]) => name === 'ended');
  const run = async (enough: () => boolean): Promise<void> => {
    await worker.start();
    for (let turn = 0; turn < 200 && !enough(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
    await worker.stop();
  };
  return { calls, sent, troubles, ended, run };
}

describe('backfill', () => {
  it('asks the systems that a flow begins at, from a little before what is known, and says when it is done', async () => {
    const { calls, sent, ended, run } = around();
    await run(() => ended().length > 0);
    expect(calls[0]).toEqual(['seen', ['desk'], true, 20_000]);
    expect(asked.map((url) => url.searchParams.get('sysparm_query'))).toEqual([
      'sys_updated_on>=2026-03-02 07:55:00^ORDERBYsys_updated_on^ORDERBYsys_id',
    ]);
    expect(sent.map(({ value }) => JSON.parse(String(value)) as Raw)).toMatchObject([
      { system: 'desk', channel: 'poll', record: row(1).sys_id, version: 4, attributes: { reconciled: 'true' } },
      { record: row(2).sys_id },
    ]);
    expect(ended()).toEqual([['ended', 'desk', 3, null]]);
  });

  it('gives the same ids when it is done twice', async () => {
    const ids = [];
    for (let n = 0; n < 2; n++) {
      const { sent, ended, run } = around();
      await run(() => ended().length > 0);
      ids.push(sent.map(({ headers }) => headers.ce_id));
    }
    expect(ids[0]).toEqual(ids[1]);
  });

  it('is tried again when the source does not answer', async () => {
    status = 500;
    const { ended, run } = around();
    await run(() => ended().length > 0);
    expect(ended()).toEqual([['ended', 'desk', 3, { error: expect.any(String), retryMs: 30_000 }]]);
  });

  it('sends nothing and ends nothing once another has taken it over', async () => {
    const { sent, ended, run } = around({ leaseHolds: false });
    await run(() => asked.length > 0);
    expect([sent, ended()]).toEqual([[], []]);
  });

  it('is not done while the broker has not acknowledged, and is given back when the process stops', async () => {
    const { sent, ended, run } = around({ acknowledges: false });
    await run(() => sent.length > 0);
    expect(ended()).toEqual([['ended', 'desk', 3, { error: 'the process was stopped', retryMs: 0 }]]);
  });

  it('is wanted for what was refused, of sources that can be asked', async () => {
    const { calls, troubles, ended, run } = around();
    troubles.note('desk');
    troubles.note('prometheus');
    await run(() => ended().length > 0);
    expect(calls.filter(([name]) => name === 'want')).toEqual([['want', 'desk', expect.any(Number), 'calls were refused']]);
  });

  it('does not forget what was refused while that cannot be written down', async () => {
    const { troubles, run } = around({ wantFails: true });
    troubles.note('desk');
    await run(() => false);
    expect([...troubles.take().keys()]).toEqual(['desk']);
  });
});
