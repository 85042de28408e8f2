/** One record a key, whatever answers are lost (F2, F3, F4): ask by the idempotency class, believe "not found" after the delay only. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { type RunningSimulator, rehearse, rehearsedCall, type TargetObject, toFailure, type Written } from '#libs/connector-kit';
import { vendors } from './vendors.rig.ts';

const LAG_MS = 150;
const DELAY_MS = 600;
const LATE_MS = 300;
const KEYS = Array.from({ length: 24 }, (_, i) => `prod/payments/alert ${i}`);
/** Tries a key; with a third of the answers lost, all of them failing is a matter of 1 in 10^9. */
const MOST_TRIES = 20;

const call = () => rehearsedCall('d');

/** Keys of all records there are, one a record. */
const records: Readonly<Record<string, (simulator: RunningSimulator) => Promise<readonly unknown[]>>> = {
  servicenow: async (simulator) =>
    ((await simulator.control('state?table=incident')) as { incident: { correlation_id: string }[] }).incident.map(
      (row) => row.correlation_id,
    ),
  jira: async (simulator) =>
    ((await simulator.control('state')) as { issues: { properties: { junctor: { key: string } } }[] }).issues.map(
      (issue) => issue.properties.junctor.key,
    ),
  pagerduty: async (simulator) => ((await simulator.control('state')) as { incidents: { key: string }[] }).incidents.map((one) => one.key),
  slack: async (simulator) =>
    ((await simulator.control('state')) as { messages: { metadata: { event_payload: { key: string } } }[] }).messages.map(
      (message) => message.metadata.event_payload.key,
    ),
  rest: async (simulator) =>
    ((await simulator.control('state')) as { workitems: { external_key: string }[] }).workitems.map((one) => one.external_key),
};
const askable = vendors.flatMap(({ cast }) => {
  const held = records[cast.connector.name];
  return held === undefined ? [] : [[cast.connector.name, cast, held] as const];
});

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

describe.each(askable)('%s', (name, cast, held) => {
  it.each<[string, object]>([
    ['a third of the answers lost', { withhold: 0.34 }],
    ['work done later than the connection ended', { late: { count: 8, afterMs: LATE_MS } }],
    ['half bodies, then silence', { withhold: 0.2, answer: { kind: 'halfBody', count: 6 } }],
  ])('%s', async (_name, faults) => {
    const lag = name === 'pagerduty' ? [] : ['--search-lag', String(LAG_MS)];
    const play = await rehearse({ ...cast, args: [...(cast.args ?? []), ...lag] });
    try {
      await play.simulator.control('faults', faults);
      const object = play.incidents({ callTimeoutMs: 10_000, consistencyDelayMs: DELAY_MS });
      const doubts = await Promise.all(KEYS.map((key) => bring(object, key)));
      expect(doubts.filter((count) => count > 0).length).toBeGreaterThan(0); // a fault that hit nothing proves nothing
      await sleep(2 * LATE_MS); // what is done late must be there to be counted
      expect([...(await held(play.simulator))].sort()).toEqual([...KEYS].sort());
    } finally {
      await play.end();
    }
  });
});
