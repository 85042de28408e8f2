/** One record a key, whatever answers are lost (F2, F3, F4): ask by the idempotency class, believe "not found" after the delay only. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { type Call, launchSimulator, type RunningSimulator, type TargetObject, toFailure, type Written } from '#libs/connector-kit';
import { registry } from './index.ts';

const ROUTING_KEY = 'K'.repeat(32);
const LAG_MS = 150;
const DELAY_MS = 600;
const LATE_MS = 300;
const KEYS = Array.from({ length: 24 }, (_, i) => `prod/payments/alert ${i}`);
/** Tries a key; with a third of the answers lost, all of them failing is a matter of 1 in 10^9. */
const MOST_TRIES = 20;

const call = (): Call => ({ changed: null, deliveryId: 'd', traceparent: null, signal: new AbortController().signal });
const basic = (user: string): object => ({ auth: { type: 'basic', user, secret: 'env:X' } });

interface Vendor {
  readonly name: string;
  readonly args: readonly string[];
  readonly settings: object;
  /** Keys of all records there are, one a record. */
  records(simulator: RunningSimulator): Promise<readonly unknown[]>;
}

const vendors: readonly Vendor[] = [
  {
    name: 'servicenow',
    args: ['--password', ROUTING_KEY],
    settings: basic('junctor'),
    records: async (simulator) =>
      ((await simulator.control('state?table=incident')) as { incident: { correlation_id: string }[] }).incident.map(
        (row) => row.correlation_id,
      ),
  },
  {
    name: 'jira',
    args: ['--token', ROUTING_KEY],
    settings: { ...basic('junctor@example.org'), project: 'OPS' },
    records: async (simulator) =>
      ((await simulator.control('state')) as { issues: { properties: { junctor: { key: string } } }[] }).issues.map(
        (issue) => issue.properties.junctor.key,
      ),
  },
  {
    name: 'pagerduty',
    args: ['--routing-keys', ROUTING_KEY],
    settings: { routingKey: 'env:X' },
    records: async (simulator) => ((await simulator.control('state')) as { incidents: { key: string }[] }).incidents.map((one) => one.key),
  },
];

/** What the destination holds by now, where it can be asked; null when it is surely not there. */
async function ask(object: TargetObject, key: string): Promise<Written | null> {
  if (object.create !== 'searchable') return null; // sending again is recognised there
  await sleep(object.consistencyDelayMs);
  const found = (await object.find?.(key, call())) ?? [];
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0] ?? null;
}

/** Tries until the record is surely there; how many tries were in doubt. */
async function bring(object: TargetObject, key: string): Promise<number> {
  for (let doubts = 0; doubts < MOST_TRIES; doubts += 1) {
    if (doubts > 0 && (await ask(object, key)) !== null) return doubts;
    const failure = await object.createRecord(key, { title: key, status: 'new' }, call()).then(() => null, toFailure);
    if (failure === null) return doubts;
    expect(failure).toMatchObject({ class: 'unknown' });
  }
  throw new Error(`${key} was never surely there`);
}

describe.each(vendors.map((vendor) => [vendor.name, vendor] as const))('%s', (name, vendor) => {
  it.each<[string, object]>([
    ['a third of the answers lost', { withhold: 0.34 }],
    ['work done later than the connection ended', { late: { count: 8, afterMs: LATE_MS } }],
    ['half bodies, then silence', { withhold: 0.2, answer: { kind: 'halfBody', count: 6 } }],
  ])('%s', async (_name, faults) => {
    const lag = name === 'pagerduty' ? [] : ['--search-lag', String(LAG_MS)];
    const simulator = await launchSimulator(name, [...vendor.args, ...lag]);
    const connector = registry.get(name);
    const context = {
      system: name,
      address: simulator.url,
      secret: () => ROUTING_KEY,
      callTimeoutMs: 10_000,
      consistencyDelayMs: DELAY_MS,
      allowLoopback: true,
    };
    const destination = connector.connect?.(connector.settings.parse(vendor.settings), context);
    try {
      await simulator.control('faults', faults);
      const object = destination?.objects.incident;
      if (object === undefined) throw new Error('it has no incidents');
      const doubts = await Promise.all(KEYS.map((key) => bring(object, key)));
      expect(doubts.filter((count) => count > 0).length).toBeGreaterThan(0); // a fault that hit nothing proves nothing
      await sleep(2 * LATE_MS); // what is done late must be there to be counted
      expect([...(await vendor.records(simulator))].sort()).toEqual([...KEYS].sort());
    } finally {
      await destination?.close();
      await simulator.stop();
    }
  });
});
