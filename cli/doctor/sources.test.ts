import { expect, it } from '@jest/globals';
import type { OpenSpool, WatermarkRow } from '#libs/state';
import { sourceFindings } from './sources.ts';

const row = (over: Partial<WatermarkRow>): WatermarkRow => ({
  ...{ system: 'desk', watermark: 1, lastSeen: 2, wantedSince: null, reason: null, lastRun: null, lastError: null },
  ...over,
});
const states = async (spools: readonly OpenSpool[], watermarks: readonly WatermarkRow[]) =>
  (await sourceFindings({ spoolOpen: async () => spools, watermarks: async () => watermarks })).map(
    ({ name, state }) => `${name} ${state}`,
  );

it('tells of sources only what is amiss', async () => {
  expect(await states([], [row({})])).toEqual(['spool ok']);
  expect(await states([], [row({ wantedSince: 1 }), row({ lastError: 'once' })])).toEqual(['spool ok']);
  expect(await states([{ source: 'desk', openForMs: 5, waiting: 2 }], [row({ wantedSince: 1, lastError: 'away' })])).toEqual([
    'spool warn',
    'backfill warn',
  ]);
});
