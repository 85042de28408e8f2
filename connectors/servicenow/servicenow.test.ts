/** The connector against the stand-in instance, a process of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  rehearsedCall as call,
  classify,
  failureOf,
  type Rehearsal,
  type RunningSimulator,
  rehearse,
  type Want,
} from '#libs/connector-kit';
import { connector } from './index.ts';

const PASSWORD = 'canary-7c1f';
let play: Rehearsal;
let simulator: RunningSimulator;
const lines = () => play.lines();
const connect: Rehearsal['incidents'] = (given) => play.incidents(given);

const want: Want = { title: 'NodeNotReady', status: 'new', impact: 'high', urgency: 'high', group: 'Cluster Operations' };

beforeAll(async () => {
  const settings = { auth: { type: 'basic', user: 'junctor', secret: 'env:PASSWORD' } };
  play = await rehearse({ connector, simulator: 'servicenow', args: ['--password', PASSWORD], settings, secret: PASSWORD });
  simulator = play.simulator;
});
afterEach(async () => {
  await simulator.control('faults', {
    withhold: 0,
    delayMs: 0,
    burst: null,
    fail: null,
    hibernating: false,
    searchLagMs: 0,
    ignoredFields: [],
  });
  await play.closeAll();
});
afterAll(() => play.end());

describe('create, find, update', () => {
  it('a created incident carries key, computed priority and group, and is found by its key', async () => {
    const incident = connect();
    const made = await incident.createRecord('key-1', want, call('d-77'));
    expect(made).toMatchObject({ remoteId: expect.stringMatching(/^[0-9a-f]{32}$/), number: expect.stringMatching(/^INC\d{7}$/) });
    expect(made.url).toContain(made.remoteId);
    expect(await incident.find?.('key-1', call())).toEqual([made]);
    const line = lines().findLast((one) => one.number === made.number);
    expect(line).toMatchObject({ op: 'create', requestId: 'd-77', correlation_id: 'key-1' });
    expect(line).toMatchObject({ after: { priority: '1', state: '1' }, display: { assignment_group: 'Cluster Operations' } });
  });

  it('an update sends the given fields only', async () => {
    const incident = connect();
    const made = await incident.createRecord('key-2', want, call());
    const after = await incident.updateRecord(
      made.remoteId,
      { status: 'resolved', resolutionCode: 'Resolved', resolutionNotes: 'Over' },
      call(),
    );
    expect(after).toEqual(made);
    const line = lines().findLast((one) => one.number === made.number);
    expect(Object.keys(line?.before as object).sort()).toEqual([
      'close_code',
      'close_notes',
      'incident_state',
      'resolved_at',
      'resolved_by',
      'state',
    ]);
  });

  it('the same update twice changes the record once', async () => {
    const incident = connect();
    const made = await incident.createRecord('key-3', want, call());
    await incident.updateRecord(made.remoteId, { title: 'Two' }, call());
    await incident.updateRecord(made.remoteId, { title: 'Two' }, call());
    expect(lines().findLast((one) => one.number === made.number)).toMatchObject({ op: 'update', after: {} });
  });

  it('two records with one key are both found; a key in other letters is not', async () => {
    const incident = connect();
    const made = [await incident.createRecord('key-Twice', want, call()), await incident.createRecord('key-Twice', want, call())];
    expect(await incident.find?.('key-Twice', call())).toEqual(made);
    expect(await incident.find?.('key-twice', call())).toEqual([]);
  });

  it('a record is not found before the search lag is over', async () => {
    await simulator.control('faults', { searchLagMs: 300 });
    const incident = connect();
    const made = await incident.createRecord('key-lag', want, call());
    expect(await incident.find?.('key-lag', call())).toEqual([]);
    await sleep(400);
    expect(await incident.find?.('key-lag', call())).toEqual([made]);
  });
});

describe('failures', () => {
  it.each([
    [
      'missing close fields',
      { status: 'resolved' },
      { class: 'invalid', scope: 'record', evidence: { code: '403', excerpt: expect.stringContaining('Resolution code') } },
    ],
    ['a value without a place', { status: 'asleep' }, { class: 'invalid', scope: 'record', evidence: { field: 'status' } }],
  ])('%s', async (_name, given, failure) => {
    const incident = connect();
    const made = await incident.createRecord('key-f', want, call());
    expect(await failureOf(incident.updateRecord(made.remoteId, given, call()))).toMatchObject(failure);
  });

  it('a success that did not keep the key is a failure that names it, and the record', async () => {
    await simulator.control('faults', { ignoredFields: ['correlation_id'] });
    const incident = connect();
    const named = { field: 'correlation_id', expected: 'key-cleared' };
    expect(await failureOf(incident.createRecord('key-cleared', want, call()))).toMatchObject({
      class: 'invalid',
      scope: 'record',
      evidence: { ...named, message: expect.stringMatching(/^INC\d{7} was created/) },
    });
    const made = () => lines().filter(({ op, table }) => op === 'create' && table === 'incident').length;
    const before = made();
    const held = await failureOf(incident.createRecord('key-next', want, call()));
    expect([held, made()]).toMatchObject([{ class: 'invalid', scope: 'system', evidence: named }, before]);
    await simulator.control('faults', { ignoredFields: [] });
    expect(await failureOf(incident.createRecord('key-next', want, call()))).toBeNull();
    expect(await incident.find?.('key-cleared', call())).toHaveLength(1);
  });

  it('a success that did not end the record, or did not bring it back, is a failure', async () => {
    const incident = connect();
    const made = await incident.createRecord('key-kept', want, call());
    const ended = { status: 'resolved', resolutionCode: 'Resolved', resolutionNotes: 'Over' };
    const kept = { class: 'invalid', scope: 'record', evidence: { field: 'status', message: expect.stringMatching(/^INC\d{7} /) } };
    await simulator.control('faults', { ignoredFields: ['state'] });
    expect(await failureOf(incident.updateRecord(made.remoteId, ended, call()))).toMatchObject(kept);
    await simulator.control('faults', { ignoredFields: [] });
    expect(await failureOf(incident.updateRecord(made.remoteId, ended, call()))).toBeNull();
    await simulator.control('faults', { ignoredFields: ['state'] });
    expect(await failureOf(incident.updateRecord(made.remoteId, { status: 'in_progress' }, call()))).toMatchObject(kept);
    expect(await failureOf(incident.updateRecord(made.remoteId, { title: 'Two' }, call()))).toBeNull();
  });

  it('sends only what changed, so that what people did meanwhile stays', async () => {
    const incident = connect();
    const made = await incident.createRecord('key-g', { title: 'a', status: 'new' }, call());
    await incident.updateRecord(made.remoteId, { status: 'in_progress' }, call());
    await incident.updateRecord(made.remoteId, { title: 'b', status: 'new' }, { ...call(), changed: new Set(['title']) });
    const state = JSON.stringify(await simulator.control('state?table=incident'));
    const row = state.split('{').find((each) => each.includes(made.remoteId) && each.includes('short_description'));
    expect(row).toContain('"short_description":"b"');
    expect(row).toContain('"state":"2"');
  });

  it('an answer withheld after the work is unknown, and asking finds the record', async () => {
    await simulator.control('faults', { withhold: 1 });
    const incident = connect();
    expect(await failureOf(incident.createRecord('key-w', want, call()))).toMatchObject({ class: 'unknown', scope: 'record' });
    expect(await incident.find?.('key-w', call())).toHaveLength(1);
  });

  it('time running out after the request was sent is unknown', async () => {
    await simulator.control('faults', { delayMs: 500 });
    const incident = connect({ callTimeoutMs: 100 });
    expect(await failureOf(incident.createRecord('key-t', want, call()))).toMatchObject({ class: 'unknown', scope: 'record' });
  });

  it('429 holds the credential until Retry-After', async () => {
    await simulator.control('faults', { burst: 'after=0,count=1,retryAfter=2' });
    const before = Date.now();
    const failure = await failureOf(connect().createRecord('key-q', want, call()));
    expect(failure).toMatchObject({ class: 'rateLimit', scope: 'credential' });
    expect(failure?.retryAt).toBeGreaterThanOrEqual(before + 2_000);
  });

  it.each([
    ['a hibernating instance', { hibernating: true }, { class: 'down', scope: 'system' }],
    ['a bad gateway', { fail: { status: 502, count: 1 } }, { class: 'transient', scope: 'record' }],
    ['a redirect', { fail: { status: 302, count: 1 } }, { class: 'down', scope: 'system' }],
  ])('%s', async (_name, faults, failure) => {
    await simulator.control('faults', faults);
    expect(await failureOf(connect().createRecord('key-h', want, call()))).toMatchObject(failure);
  });

  it('a wrong password is the credential, and never shown', async () => {
    const failure = await failureOf(connect({ secret: 'canary-wrong' }).createRecord('key-a', want, call()));
    expect(failure).toMatchObject({ class: 'auth', scope: 'credential', evidence: { code: '401' } });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });

  it('no one listening is down', async () => {
    const incident = connect({ address: 'http://127.0.0.1:1' });
    expect(await failureOf(incident.createRecord('key-d', want, call()))).toMatchObject({ class: 'down', scope: 'system' });
  });

  it.each(['', 'a'.repeat(101), 'a^ORnumber=1', 'javascript:1'])('the key %j is refused before anything is sent', async (key) => {
    const incident = connect();
    expect(await failureOf(incident.createRecord(key, want, call()))).toMatchObject({
      class: 'invalid',
      evidence: { field: 'correlation_id' },
    });
    expect(incident.find && (await failureOf(incident.find(key, call())))).toMatchObject({ class: 'invalid' });
  });

  it('a table that is not there is no matter of one record', () => {
    const answer = { status: 400, headers: {}, body: '{"error":{"message":"Invalid table incidnet"}}' };
    expect(classify(connector.failures ?? [], answer, 0)).toMatchObject({ class: 'invalid', scope: 'system' });
  });
});
