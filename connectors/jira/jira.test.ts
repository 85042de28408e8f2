/** The connector against the stand-in site, a process of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  rehearsedCall as call,
  failureOf,
  launchSimulator,
  type Rehearsal,
  type RunningSimulator,
  rehearse,
  type TargetObject,
  type Want,
} from '#libs/connector-kit';
import { connector } from './index.ts';
import { labelOf } from './known.ts';

const TOKEN = 'canary-5e1d';
const BASIC = `Basic ${Buffer.from(`junctor@example.org:${TOKEN}`).toString('base64')}`;
let play: Rehearsal;
let simulator: RunningSimulator;

interface Line {
  readonly op: string;
  readonly key: string;
  readonly correlation: string | null;
  readonly requestId: string | null;
}
const lines = () => play.lines() as unknown as readonly Line[];
const opsOf = (key: string | null) => lines().flatMap((line) => (line.key === key && line.op !== 'rejected' ? [line.op] : []));

/** As the connector's user, past the connector: what a person does in the meantime. */
async function rest(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const headers = { authorization: BASIC, 'content-type': 'application/json' };
  const answer = await fetch(`${simulator.url}/rest/api/3${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
const fieldsOf = async (key: string | null) => (await rest('GET', `/issue/${key}`)).fields as Record<string, unknown>;

function connect(settings: object = {}, given: { token?: string; url?: string } = {}): TargetObject {
  return play.incidents({ settings, secret: given.token ?? TOKEN, address: given.url ?? simulator.url });
}

const want: Want = { title: 'NodeNotReady', description: 'one\ntwo\n\nthree', status: 'new', priority: 'critical' };
const resolved: Want = { ...want, status: 'resolved', resolutionCode: 'Done', resolutionNotes: 'Over' };

beforeAll(async () => {
  const settings = { auth: { type: 'basic', user: 'junctor@example.org', secret: 'env:T' }, project: 'OPS' };
  play = await rehearse({ connector, simulator: 'jira', args: ['--token', TOKEN], settings, secret: TOKEN });
  simulator = play.simulator;
});
afterEach(async () => {
  await simulator.control('faults', {
    withhold: 0,
    burst: null,
    fail: null,
    searchLagMs: 0,
    quota: null,
    burstOn: null,
    perIssue: true,
    dropProperties: false,
  });
  await play.closeAll();
});
afterAll(() => play.end());

describe('create, find, update', () => {
  it('an issue carries label, whole key, ADF and priority, and is found by its key', async () => {
    const incident = connect();
    const made = await incident.createRecord('default/KubePod Crash|ä', want, call('d-77'));
    expect(made).toEqual({
      remoteId: expect.stringMatching(/^\d+$/),
      number: expect.stringMatching(/^OPS-\d+$/),
      url: `${simulator.url}/browse/${made.number}`,
    });
    expect(await incident.find?.('default/KubePod Crash|ä', call())).toEqual([made]);
    expect(lines().findLast((line) => line.key === made.number)).toMatchObject({
      op: 'create',
      requestId: 'd-77',
      correlation: 'default/KubePod Crash|ä',
    });
    const text = (value: string) => ({ type: 'text', text: value });
    expect(await fieldsOf(made.number)).toMatchObject({
      summary: 'NodeNotReady',
      priority: { name: 'Highest' },
      labels: [labelOf('default/KubePod Crash|ä')],
      description: {
        content: [
          { type: 'paragraph', content: [text('one'), { type: 'hardBreak' }, text('two')] },
          { type: 'paragraph', content: [text('three')] },
        ],
      },
    });
  });

  it('is created in the wanted status', async () => {
    const made = await connect().createRecord('key-s', { ...want, status: 'in_progress' }, call());
    expect(opsOf(made.number)).toEqual(['create', 'transition']);
    expect(await fieldsOf(made.number)).toMatchObject({ status: { name: 'In Progress' } });
  });

  it('resolved: transition with a resolution, and the notes once, however often it is sent', async () => {
    const incident = connect();
    const made = await incident.createRecord('key-r', want, call());
    for (let i = 0; i < 3; i += 1) await incident.updateRecord(made.remoteId, resolved, call('d-2'));
    expect(opsOf(made.number)).toEqual(['create', 'update', 'transition', 'comment', 'update', 'update']);
    expect(await fieldsOf(made.number)).toMatchObject({ status: { name: 'Done' }, resolution: { name: 'Done' } });
    const { comments } = (await rest('GET', `/issue/${made.number}/comment`)) as { comments: { jsdPublic: boolean }[] };
    expect(comments).toMatchObject([{ jsdPublic: false }]);
    await incident.updateRecord(made.remoteId, { ...want, status: 'in_progress' }, call('d-3'));
    await incident.updateRecord(made.remoteId, resolved, call('d-4'));
    expect(opsOf(made.number).slice(6)).toEqual(['update', 'transition', 'update', 'transition', 'comment']);
  });

  it('sends only what changed, so that what people did meanwhile stays', async () => {
    const incident = connect();
    const made = await incident.createRecord('key-c', want, call());
    await rest('PUT', `/issue/${made.number}`, { fields: { priority: { name: 'Low' } } });
    await rest('POST', `/issue/${made.number}/transitions`, { transition: { id: '11' } });
    await incident.updateRecord(made.remoteId, { ...want, title: 'Two' }, call('d-5', ['title']));
    expect(await fieldsOf(made.number)).toMatchObject({ summary: 'Two', priority: { name: 'Low' }, status: { name: 'In Progress' } });
  });

  it("a person's copy with the label is not ours; two of ours are both found", async () => {
    const incident = connect();
    const made = await incident.createRecord('key-t', want, call());
    const copy = { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: 'copy', labels: [labelOf('key-t')] };
    await rest('POST', '/issue', { fields: copy });
    await rest('POST', '/issue', { fields: copy, properties: [{ key: 'junctor', value: { key: 'key-other' } }] });
    expect(await incident.find?.('key-t', call())).toEqual([made]);
    const second = await incident.createRecord('key-t', want, call());
    expect(await incident.find?.('key-t', call())).toHaveLength(2);
    expect(second.remoteId).not.toBe(made.remoteId);
  });

  it('is not found before the search lag is over', async () => {
    await simulator.control('faults', { searchLagMs: 300 });
    const incident = connect();
    const made = await incident.createRecord('key-lag', want, call());
    expect(await incident.find?.('key-lag', call())).toEqual([]);
    await sleep(400);
    expect(await incident.find?.('key-lag', call())).toEqual([made]);
  });
});

describe('what has no place is refused before anything is sent', () => {
  it.each<[string, object, Want, string]>([
    ['a field that no Jira field is named for', {}, { ...want, group: 'Ops' }, 'group'],
    ['a status trap', {}, { ...want, status: 'toString' }, 'status'],
    ['a priority in vendor words', {}, { ...want, priority: 'Highest' }, 'priority'],
    ['an object where a text is due', {}, { ...want, title: { a: 1 } }, 'title'],
  ])('%s', async (_name, settings, given, field) => {
    const before = lines().length;
    expect(await failureOf(connect(settings).createRecord('key-x', given, call()))).toMatchObject({
      class: 'invalid',
      scope: 'record',
      evidence: { field },
    });
    expect(lines()).toHaveLength(before);
  });
  it('a named field is filled, null leaves one out, a title is made one line of 255', async () => {
    const settings = {
      fields: { group: { field: 'customfield_10042' }, impact: null, category: { field: 'customfield_7', as: 'option' } },
    };
    const given = { ...want, title: `a\nb ${'x'.repeat(400)}`, group: 'Ops', impact: 'high', category: 'Disk' };
    const made = await connect(settings).createRecord('key-f', given, call());
    const fields = await fieldsOf(made.number);
    expect(fields).toMatchObject({ customfield_10042: 'Ops', customfield_7: { value: 'Disk' } });
    expect(String(fields.summary)).toHaveLength(255);
    expect(String(fields.summary)).toMatch(/^a b x+…$/);
  });
});

describe('failures', () => {
  it('a status that cannot be reached names what can', async () => {
    const strict = await launchSimulator('jira', ['--token', TOKEN, '--workflow', 'strict']);
    try {
      const incident = connect({}, { url: strict.url });
      const made = await incident.createRecord('key-w', want, call());
      const failure = await failureOf(incident.updateRecord(made.remoteId, resolved, call()));
      expect(failure).toMatchObject({ class: 'invalid', scope: 'record', evidence: { field: 'status', expected: 'one of: In Progress' } });
    } finally {
      await strict.stop();
    }
  });

  it('what fails after the create is in doubt, and found when asked', async () => {
    const incident = connect();
    await simulator.control('faults', { burstOn: { endpoint: 'GET /issue/*', count: 1, retryAfter: 1 } });
    const failure = await failureOf(incident.createRecord('key-h', want, call()));
    expect(failure).toMatchObject({
      class: 'unknown',
      scope: 'record',
      evidence: { message: expect.stringMatching(/^OPS-\d+ was created/) },
    });
    expect(await incident.find?.('key-h', call())).toHaveLength(1);
  });

  it('a success that did not keep the key is no doubt to ask about, but a failure that names the issue', async () => {
    await simulator.control('faults', { dropProperties: true });
    const incident = connect();
    const named = { field: 'junctor', expected: 'key-dropped' };
    expect(await failureOf(incident.createRecord('key-dropped', want, call()))).toMatchObject({
      class: 'invalid',
      scope: 'record',
      evidence: { ...named, message: expect.stringMatching(/^OPS-\d+ was created/) },
    });
    const made = () => lines().filter(({ op }) => op === 'create').length;
    const before = made();
    const held = await failureOf(incident.createRecord('key-next', want, call()));
    expect([held, made()]).toMatchObject([{ class: 'invalid', scope: 'system', evidence: named }, before]);
    await simulator.control('faults', { dropProperties: false });
    expect(await failureOf(incident.createRecord('key-next', want, call()))).toBeNull();
    expect(await incident.find?.('key-dropped', call())).toHaveLength(1);
  });

  it('a withheld answer is in doubt, and one issue is found', async () => {
    const incident = connect();
    await simulator.control('faults', { withhold: 1 });
    expect(await failureOf(incident.createRecord('key-l', want, call()))).toMatchObject({ class: 'unknown', scope: 'record' });
    expect(await incident.find?.('key-l', call())).toHaveLength(1);
  });

  it('the three limits hold the issue, the endpoint, the credential', async () => {
    const incident = connect();
    const made = await incident.createRecord('key-q', want, call());
    const writes = Array.from({ length: 30 }, (_, i) => failureOf(incident.updateRecord(made.remoteId, { title: `t${i}` }, call())));
    const held = (await Promise.all(writes)).filter((failure) => failure !== null);
    expect(held.length).toBeGreaterThan(0);
    expect(new Set(held.map((failure) => `${failure.class} ${failure.scope}`))).toEqual(new Set(['rateLimit lane']));
    await simulator.control('faults', { burstOn: { endpoint: 'POST /issue', count: 1, retryAfter: 2 } });
    expect(await failureOf(incident.createRecord('key-q2', want, call()))).toMatchObject({
      class: 'rateLimit',
      scope: 'endpoint',
      retryAt: expect.any(Number),
    });
    await simulator.control('faults', { quota: 0 });
    expect(await failureOf(incident.createRecord('key-q3', want, call()))).toMatchObject({ class: 'rateLimit', scope: 'credential' });
  });

  it("a refusal names the field, and 404 is the record's", async () => {
    const failure = await failureOf(connect({ priorities: { critical: 'Urgent' } }).createRecord('key-p', want, call()));
    expect(failure).toMatchObject({ class: 'invalid', scope: 'record', evidence: { code: '400', field: 'priority' } });
    expect(await failureOf(connect().updateRecord('424242', want, call()))).toMatchObject({ class: 'invalid', evidence: { code: '404' } });
  });

  it('a wrong token is the credential, and never shown', async () => {
    const failure = await failureOf(connect({}, { token: 'canary-wrong' }).createRecord('key-a', want, call()));
    expect(failure).toMatchObject({ class: 'auth', scope: 'credential' });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });

  it.each(['', 'a'.repeat(101)])('the key %j is refused', async (key) => {
    expect(await failureOf(connect().createRecord(key, want, call()))).toMatchObject({ class: 'invalid', evidence: { field: 'key' } });
  });
});
