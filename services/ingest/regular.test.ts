/** A source that never tells by itself is asked regularly; what it holds is put away only once the broker has it. */
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import type { Line } from '#libs/host';
import type { OutRecord } from '#libs/log';
import { createLogger, createMeters } from '#libs/telemetry';
import { createBackfill } from './backfill.ts';
import { createTroubles } from './troubles.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regular-'));
  writeFileSync(join(folder, 'a.csv'), 'NO\nA\nB\n');
  utimesSync(join(folder, 'a.csv'), 1_700_000_000, 1_700_000_000);
});
afterEach(() => rmSync(folder, { recursive: true }));

const workspaceOf = (at: string) =>
  compileWorkspace(
    parseWorkspace({
      'models/customer.avsc': JSON.stringify({
        type: 'record',
        name: 'Customer',
        doc: 'A customer.',
        fields: [{ name: 'number', type: 'string', doc: 'Number.' }],
      }),
      'systems/erp.yaml': `apiVersion: junctor.io/v1
kind: System
metadata: { name: erp, title: ERP, owner: finance }
spec:
  connector: file-drop
  holds: customers
  settings:
    take: { folder: '${at}', pattern: '*.csv', format: csv, model: customer, record: [number], columns: [{ name: NO, to: number }] }
`,
      'flows/copy/flow.yaml': `apiVersion: junctor.io/v1
kind: Flow
metadata: { name: copy, owner: finance, purpose: copies }
spec:
  pattern: configuration-synchronization
  source: { system: erp, model: customer }
  target: { system: erp, model: customer }
  correlate: [number]
  map: [{ to: number, from: number, reason: Number }]
`,
    }).workspace,
    'r1',
  );

/** The store wants and gives as Postgres does; `wanted` tells what was asked for. */
function around(acknowledges: boolean) {
  const wanted: unknown[][] = [];
  const ended: unknown[] = [];
  const sent: OutRecord[] = [];
  let left = 0;
  const store = {
    sourcesSeen: async () => undefined,
    async wantBackfill(...values: unknown[]) {
      wanted.push(values);
      left = 1;
    },
    claimBackfill: async () => (left-- > 0 ? { system: 'erp', epoch: 1, sinceMs: 0, reason: 'it is asked regularly' } : null),
    renewBackfill: async () => true,
    backfilled: async (_system: string, _epoch: number, result: unknown) => void ended.push(result),
  };
  const outbox = {
    append(records: readonly OutRecord[], acknowledged: () => void) {
      sent.push(...records);
      if (acknowledges) acknowledged();
    },
  };
  const codec = { encode: (_topic: string, value: unknown) => Buffer.from(JSON.stringify(value)) };
  const kernel = { codec, partitions: new Map([['junctor.raw.v1', 4]]), meters: createMeters() };
  const current = workspaceOf(folder);
  const env = { JUNCTOR_TRACE_RATIO: 1, JUNCTOR_ALLOW_LOOPBACK: true };
  const line = { env, logger: createLogger('test', 'silent'), workspaces: { current: () => current }, outbox, store, kernel };
  const options = { owner: 'me', everyMs: 10, gapMs: 20_000, overlapMs: 0, leaseMs: 60_000 };
  const worker = createBackfill(line as unknown as Line, createTroubles(), options);
  async function run(enough: () => boolean): Promise<void> {
    await worker.start();
    for (let turn = 0; turn < 300 && !enough(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
    await worker.stop();
  }
  return { wanted, ended, sent, run };
}

it('is asked without anything missing, no more often than it says, and its file is put away', async () => {
  const { wanted, ended, sent, run } = around(true);
  await run(() => ended.length > 0);
  expect(wanted).toEqual([['erp', 0, 'it is asked regularly']]);
  expect(ended).toEqual([null]);
  expect(sent.map(({ key }) => String(key))).toEqual(['erp/A', 'erp/B']);
  expect(readdirSync(folder)).toEqual(['done']);
});

it('keeps its file where the broker did not take it', async () => {
  const { sent, run } = around(false);
  await run(() => sent.length > 0);
  expect(readdirSync(folder)).toEqual(['a.csv']);
});
