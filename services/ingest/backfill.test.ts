import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import type { Raw } from '#libs/model';
import { type BackfillRig, type Given, openBackfill } from './backfill.rig.ts';

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

const claimed = { system: 'desk', epoch: 3, sinceMs: since, reason: 'why' };
const around = (given: Partial<Given> = {}): BackfillRig => openBackfill({ workspace, claimed, ...given });

describe('backfill', () => {
  it('asks the systems that a flow begins at, from a little before what is known, and says when it is done', async () => {
    const { calls, sent, told, run } = around();
    await run(() => told('ended').length > 0);
    expect(calls[0]).toEqual(['seen', ['desk'], true, 20_000]);
    expect(asked.map((url) => url.searchParams.get('sysparm_query'))).toEqual([
      'sys_updated_on>=2026-03-02 07:55:00^ORDERBYsys_updated_on^ORDERBYsys_id',
    ]);
    expect(sent.map(({ value }) => JSON.parse(String(value)) as Raw)).toMatchObject([
      { system: 'desk', channel: 'poll', record: row(1).sys_id, version: 4, attributes: { reconciled: 'true' } },
      { record: row(2).sys_id },
    ]);
    expect(told('ended')).toEqual([['ended', 'desk', 3, null]]);
  });

  it('gives the same ids when it is done twice', async () => {
    const ids = [];
    for (let n = 0; n < 2; n++) {
      const { sent, told, run } = around();
      await run(() => told('ended').length > 0);
      ids.push(sent.map(({ headers }) => headers.ce_id));
    }
    expect(ids[0]).toEqual(ids[1]);
  });

  it('is tried again when the source does not answer', async () => {
    status = 500;
    const { told, run } = around();
    await run(() => told('ended').length > 0);
    expect(told('ended')).toEqual([['ended', 'desk', 3, { error: expect.any(String), retryMs: 30_000 }]]);
  });

  it('sends nothing and ends nothing once another has taken it over', async () => {
    const { sent, told, run } = around({ leaseHolds: false });
    await run(() => asked.length > 0);
    expect([sent, told('ended')]).toEqual([[], []]);
  });

  it('is not done while the broker has not acknowledged, and is given back when the process stops', async () => {
    const { sent, told, run } = around({ acknowledges: false });
    await run(() => sent.length > 0);
    expect(told('ended')).toEqual([['ended', 'desk', 3, { error: 'the process was stopped', retryMs: 0 }]]);
  });

  it('is wanted for what was refused, of sources that can be asked', async () => {
    const { troubles, told, run } = around();
    troubles.note('desk');
    troubles.note('prometheus');
    await run(() => told('ended').length > 0);
    expect(told('want')).toEqual([['want', 'desk', expect.any(Number), 'calls were refused']]);
  });

  it('does not forget what was refused while that cannot be written down', async () => {
    const { troubles, run } = around({ wantFails: true });
    troubles.note('desk');
    await run(() => false);
    expect([...troubles.take().keys()]).toEqual(['desk']);
  });
});
