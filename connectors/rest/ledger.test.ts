/** A help desk with forms and XML, connected by testdata/ledger.yaml alone. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import {
  type Call,
  type Destination,
  everythingSince,
  launchSimulator,
  type RunningSimulator,
  type TargetObject,
  toFailure,
  type Want,
} from '#libs/connector-kit';
import { connector } from './index.ts';
import { createPoller } from './poll.ts';
import { settings } from './settings.ts';

const file = readFileSync(new URL('testdata/ledger.yaml', import.meta.url), 'utf8');
const raw = (parse(file) as { spec: { settings: unknown } }).spec.settings;
const KEY = 'canary-key';
let simulator: RunningSimulator;
let destination: Destination;

const context = (secret = KEY) => ({
  system: 'ledger',
  address: simulator.url,
  secret: () => secret,
  callTimeoutMs: 10_000,
  allowLoopback: true,
});
const call = (changed: readonly string[] | null = null): Call => ({
  changed: changed === null ? null : new Set(changed),
  deliveryId: 'd',
  traceparent: null,
  signal: new AbortController().signal,
});
const incident = (from: Destination | undefined = destination): TargetObject => {
  const found = from?.objects.incident;
  if (found === undefined) throw new Error('it has no incidents');
  return found;
};
const entries = async (xref: string) =>
  ((await simulator.control('state')) as { entries: { xref: string }[] }).entries.filter((entry) => entry.xref === xref);
const want: Want = { title: 'A & <b> "c"', description: "1 < 2 && ]]> it's & so=on", status: 'new', priority: 'critical' };

beforeAll(async () => {
  simulator = await launchSimulator('ledger', ['--key', KEY]);
  const opened = connector.connect?.(settings.parse(raw), context());
  if (opened === undefined) throw new Error('nothing to connect to');
  destination = opened;
});
afterEach(() => simulator.control('faults', { withhold: 0, burst: null, fail: null }));
afterAll(async () => {
  await destination.close();
  await simulator.stop();
});

it('creates, changes, remarks and finds; signs of forms and XML stay what they are', async () => {
  const made = await incident().createRecord('key&1=<x>', want, call());
  expect(made).toEqual({ remoteId: '1', number: 'E-00001', url: null });
  expect(await entries('key&1=<x>')).toMatchObject([{ subject: want.title, text: want.description, state: 1, prio: 1 }]);
  expect(await incident().find?.('key&1=<x>', call())).toEqual([made]);
  const resolved = { ...want, status: 'resolved', resolutionNotes: 'All & well' };
  expect(await incident().updateRecord('1', resolved, call(['status', 'resolutionNotes']))).toEqual(made);
  expect(await entries('key&1=<x>')).toMatchObject([{ subject: want.title, state: 4, remarks: [{ text: 'All & well' }] }]);
});

it('finds over pages', async () => {
  for (let i = 0; i < 12; i += 1) await incident().createRecord('many', want, call());
  expect(await incident().find?.('many', call())).toHaveLength(12);
  expect(await incident().find?.('none', call())).toEqual([]);
});

it('an error in an answer of success is what the file says it is', async () => {
  expect(
    await incident()
      .updateRecord('999', want, call())
      .then(() => null, toFailure),
  ).toMatchObject({
    class: 'invalid',
    scope: 'record',
    evidence: { message: expect.stringContaining('no such entry') },
  });
  await simulator.control('faults', { burst: 'after=0,count=1,retryAfter=7' });
  expect(
    await incident()
      .createRecord('busy', want, call())
      .then(() => null, toFailure),
  ).toMatchObject({ class: 'rateLimit', scope: 'credential', retryAt: expect.any(Number) });
  const other = connector.connect?.(settings.parse(raw), context('canary-wrong'));
  const failure = await incident(other)
    .createRecord('w', want, call())
    .then(() => null, toFailure);
  expect(failure).toMatchObject({ class: 'auth', scope: 'credential' });
  expect(JSON.stringify(failure)).not.toContain('canary');
  await other?.close();
});

it('what a person did comes back by asking, in the time of the desk', async () => {
  const since = Date.now() - 5_000;
  const made = await incident().createRecord('back', want, call());
  await simulator.control('act', { path: '/entry/set', form: { id: made.remoteId, state: '3', owner: 'Ada' } });
  await simulator.control('act', { path: '/entry/remark', form: { id: made.remoteId, text: 'Waiting' } });
  const poller = createPoller(settings.parse(raw), context());
  const found = (await everythingSince(poller, since)).events;
  await poller.close();
  const event = found.find(({ record }) => record === made.remoteId);
  const mapped = connector.maps?.['rest/incident/poll']?.(event?.body ?? Buffer.alloc(0), {}, {}, raw);
  expect(mapped).toMatchObject({
    kind: 'mapped',
    value: {
      number: made.number,
      title: want.title,
      description: want.description,
      status: 'on_hold',
      assignee: 'Ada',
      comments: [{ body: 'Waiting', author: 'Ada', visibility: 'internal' }],
    },
  });
  expect(mapped?.kind === 'mapped' && Math.abs(mapped.occurredAt - Date.now()) < 60_000).toBe(true);
});
