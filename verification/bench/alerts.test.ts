import { describe, expect, it } from '@jest/globals';
import { benchAlert, keysPerRound, markOf, readMark } from './alerts.ts';

describe('the load', () => {
  it('updates every key once, after 10,000 others, and half of it are updates', () => {
    const first = benchAlert('r', 7, 1);
    const update = benchAlert('r', 7 + keysPerRound, 2);
    const next = benchAlert('r', 7 + 2 * keysPerRound, 3);
    expect([first.step, update.step, next.step]).toEqual([1, 2, 1]);
    expect(update.key).toBe(first.key);
    expect(next.key).not.toBe(first.key);
  });

  it('is of posts of about 1 KB', () => {
    const { length } = benchAlert('r', 0, Date.now()).body;
    expect(length).toBeGreaterThan(900);
    expect(length).toBeLessThan(1_300);
  });

  it('carries a mark that can be read back, and nothing else passes for one', () => {
    expect(readMark(`Queue too long: ${markOf(2, 1234.5678)}`)).toEqual({ step: 2, sentAt: 1234.568 });
    expect(readMark('Queue too long')).toBeNull();
  });
});
