import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openRig, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate source_watermark');
});

const lockRows = 'select 1 from source_watermark for update';
const known = async () => (await rig.one.watermarks())[0];
const away = (seconds: number) =>
  rig.query(
    `update source_watermark set last_seen = now() - $1 * interval '1 second', watermark = now() - ($1 + 5) * interval '1 second'`,
    [seconds],
  );
const seen = (started = false, store = rig.one) => store.sourcesSeen(['desk'], started, 15_000);
const claim = (owner = 'a', store = rig.one) => store.claimBackfill(['desk'], owner, 60_000);

describe('a source that is seen', () => {
  it('begins at its first sight, and its watermark follows while nothing is amiss', async () => {
    await seen();
    await away(10);
    const before = await known();
    await seen();
    expect(await known()).toMatchObject({ wantedSince: null });
    expect((await known())?.watermark).toBeGreaterThan(before?.watermark ?? 0);
  });

  it('wants what it missed since the watermark when nobody was there, whoever comes back first', async () => {
    await seen();
    await away(3_600);
    const watermark = (await known())?.watermark;
    await rig.race(lockRows, 2, () => [seen(false, rig.one), seen(false, rig.two)]);
    await seen();
    expect(await known()).toMatchObject({ watermark, wantedSince: watermark, reason: expect.stringContaining('nobody took its calls') });
  });

  it('is asked after every start, from the watermark on', async () => {
    await seen();
    await away(1);
    const watermark = (await known())?.watermark;
    await seen(true);
    expect(await known()).toMatchObject({ watermark, wantedSince: watermark, reason: 'ingest was started' });
  });

  it('is asked as far back as anybody wants', async () => {
    await rig.one.wantBackfill('desk', 60_000, 'calls were refused');
    await rig.race(lockRows, 2, () => [
      rig.one.wantBackfill('desk', 3_600_000, 'a person asked'),
      rig.two.wantBackfill('desk', 1_000, 'calls were refused'),
    ]);
    const row = await known();
    expect((row?.lastSeen ?? 0) - (row?.wantedSince ?? 0)).toBeGreaterThan(3_500_000);
  });
});

describe('a backfill', () => {
  it('has one owner among two, until the lease runs out', async () => {
    await rig.one.wantBackfill('desk', 1_000, 'why');
    const both = await Promise.all([claim('a', rig.one), claim('b', rig.two)]);
    const [mine] = both.filter((each) => each !== null);
    expect(both.filter((each) => each !== null)).toHaveLength(1);
    expect(mine).toMatchObject({ system: 'desk', reason: 'why' });
    expect(await rig.one.renewBackfill('desk', mine?.epoch ?? 0, 60_000)).toBe(true);
    await rig.query(`update source_watermark set lease_until = now() - interval '1 second'`);
    expect(await claim('c')).not.toBe(null);
    expect(await rig.one.renewBackfill('desk', mine?.epoch ?? 0, 60_000)).toBe(false);
  });

  it('that was taken over writes nothing, also when it ends at the same moment', async () => {
    await rig.one.wantBackfill('desk', 1_000, 'why');
    const stale = await claim('a');
    await rig.query(`update source_watermark set lease_until = now() - interval '1 second'`);
    const current = await claim('b', rig.two);
    await rig.race(lockRows, 1, () => [
      rig.one.backfilled('desk', stale?.epoch ?? 0, null),
      rig.two.backfilled('desk', current?.epoch ?? 0, { error: 'away', retryMs: 60_000 }),
    ]);
    expect(await known()).toMatchObject({ lastError: 'away', wantedSince: current?.sinceMs });
    expect(await claim('c')).toBe(null);
  });

  it('moves the watermark to where it began, and is wanted again by what came meanwhile', async () => {
    await rig.one.wantBackfill('desk', 600_000, 'why');
    await away(0);
    const first = await claim();
    await rig.race(lockRows, 2, () => [
      rig.two.wantBackfill('desk', 5, 'calls were refused'),
      rig.one.renewBackfill('desk', first?.epoch ?? 0, 60_000).then(() => undefined),
    ]);
    await rig.one.backfilled('desk', first?.epoch ?? 0, null);
    expect(await known()).toMatchObject({ wantedSince: first?.sinceMs, reason: 'calls were refused' });
    const second = await claim();
    await rig.one.backfilled('desk', second?.epoch ?? 0, null);
    expect(await known()).toMatchObject({ wantedSince: null, reason: null, lastError: null });
    expect((await known())?.watermark).toBeGreaterThan(first?.sinceMs ?? Number.POSITIVE_INFINITY);
    expect(await claim()).toBe(null);
  });

  it('is not given for a source that is not asked for', async () => {
    await rig.one.wantBackfill('desk', 1_000, 'why');
    expect(await rig.one.claimBackfill(['other'], 'a', 1_000)).toBe(null);
  });
});
