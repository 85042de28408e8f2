/** A source that never tells by itself is asked regularly; what it holds is put away only once the broker has it. */
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import { type BackfillRig, openBackfill } from './backfill.rig.ts';

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

const claimed = { system: 'erp', epoch: 1, sinceMs: 0, reason: 'it is asked regularly' };
const around = (acknowledges: boolean): BackfillRig =>
  openBackfill({ workspace: workspaceOf(folder), claimed, onceWanted: true, everyMs: 10, acknowledges });

it('is asked without anything missing, no more often than it says, and its file is put away', async () => {
  const { sent, told, run } = around(true);
  await run(() => told('ended').length > 0);
  expect(told('want')).toEqual([['want', 'erp', 0, 'it is asked regularly']]);
  expect(told('ended')).toEqual([['ended', 'erp', 1, null]]);
  expect(sent.map(({ key }) => String(key))).toEqual(['erp/A', 'erp/B']);
  expect(readdirSync(folder)).toEqual(['done']);
});

it('keeps its file where the broker did not take it', async () => {
  const { sent, run } = around(false);
  await run(() => sent.length > 0);
  expect(readdirSync(folder)).toEqual(['a.csv']);
});
