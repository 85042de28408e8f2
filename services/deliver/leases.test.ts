import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Claimed } from '#libs/state';
import { createLogger } from '#libs/telemetry';
import { createLeases, type Leases, leaseMs } from './leases.ts';

const lane = { laneId: '7', epoch: 3 } as Claimed;
let renew: jest.Mock<(leases: readonly { laneId: string; epoch: number }[], ms: number) => Promise<ReadonlySet<string>>>;
let leases: Leases;

beforeEach(() => {
  jest.useFakeTimers();
  renew = jest.fn(async (held) => new Set(held.map(({ laneId }) => laneId)));
  leases = createLeases({ renew }, createLogger('test', 'silent'));
  leases.start();
});
afterEach(() => {
  leases.stop();
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('a lease', () => {
  it('costs nothing while its call is short', async () => {
    leases.open(lane, performance.now());
    await pass(1_500);
    leases.end(lane);
    await pass(60_000);
    expect(renew).not.toHaveBeenCalled();
  });

  it('is renewed as long as its call lasts', async () => {
    const lease = leases.open(lane, performance.now());
    await pass(60_000);
    expect(lease.holds()).toBe(true);
    expect(lease.signal.aborted).toBe(false);
    expect(renew.mock.calls.length).toBeGreaterThan(60_000 / leaseMs);
  });

  it('that another worker took ends its call at once', async () => {
    renew.mockResolvedValue(new Set());
    const lease = leases.open(lane, performance.now());
    await pass(4_000);
    expect(lease.signal.aborted).toBe(true);
    expect(lease.holds()).toBe(false);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('no database'))],
    ['never answers', () => new Promise<never>(() => undefined)],
  ])('whose renewal %s ends its call before the lane may be taken', async (_, broken) => {
    renew.mockImplementation(broken);
    const lease = leases.open(lane, performance.now());
    await pass(leaseMs - 2_500);
    expect(lease.signal.aborted).toBe(false);
    await pass(1_000);
    expect(lease.signal.aborted).toBe(true);
  });

  it('lets no call begin after the process was stopped for longer than it', () => {
    const lease = leases.open(lane, performance.now() - leaseMs);
    expect(lease.holds()).toBe(false);
  });

  it('counts a renewal from before it was asked for', async () => {
    let answer: (ids: ReadonlySet<string>) => void = () => undefined;
    renew.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    const lease = leases.open(lane, performance.now());
    await pass(4_500);
    answer(new Set([lane.laneId]));
    renew.mockImplementation(() => new Promise(() => undefined));
    expect(lease.signal.aborted).toBe(false);
    await pass(3_500);
    expect(lease.signal.aborted).toBe(true);
  });
});
