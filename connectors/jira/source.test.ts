/** Jira as a source: webhooks of the stand-in site taken as they come, and the site asked for what has changed. Payloads of the vendor: testdata/in. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ConnectContext,
  everythingSince,
  type JsonObject,
  launchSimulator,
  type Mapped,
  type Poller,
  type RequestHeaders,
  type RunningSimulator,
  rehearsedCall,
  type SourceEvent,
} from '#libs/connector-kit';
import { plainText } from './adf-text.ts';
import { connector } from './index.ts';
import { statusNamed } from './source.map.ts';
import { issueEvent, webhooks } from './source.ts';

const TOKEN = 'canary-77f0';
const given = {
  auth: { type: 'basic', user: 'junctor@example.org', secret: 'env:JIRA_TEST_TOKEN' },
  project: 'OPS',
  fields: { group: { field: 'customfield_10042' } },
  source: { secrets: ['env:JIRA_TEST_HOOK'], account: 'user-1', requestTypes: ['Story'], everySeconds: 60 },
};
const settings = connector.settings.parse(given);
const mapped = ({ format, body, attributes }: SourceEvent): Mapped => {
  const map = connector.maps?.[format];
  if (map === undefined) throw new Error(`no map for ${format}`);
  return map(body, {}, attributes, given);
};
const valueIn = (event: SourceEvent | undefined): Readonly<Record<string, unknown>> => {
  const made = event === undefined ? undefined : mapped(event);
  if (made?.kind !== 'mapped') throw new Error(`not mapped: ${JSON.stringify(made)}`);
  return made.value;
};

beforeAll(() => void Object.assign(process.env, { JIRA_TEST_TOKEN: TOKEN, JIRA_TEST_HOOK: 'hush' }));
afterAll(() => {
  delete process.env.JIRA_TEST_TOKEN;
  delete process.env.JIRA_TEST_HOOK;
});

describe('a webhook', () => {
  const body = Buffer.from('{"webhookEvent":"jira:issue_created"}');
  const signed = (secret: string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

  it.each<[string, string | undefined, boolean]>([
    ['signed with the secret', signed('hush'), true],
    ['signed with another one', signed('hash'), false],
    ['signed without its scheme', signed('hush').slice(7), false],
    ['not signed', undefined, false],
  ])('%s', (_, signature, taken) => {
    expect(webhooks.authenticate({ 'x-hub-signature': signature }, body, settings) === null).toBe(taken);
  });

  it('is refused where no secret is agreed', () => {
    const { source: _, ...without } = given;
    const other = connector.settings.parse(without);
    expect(webhooks.authenticate({ 'x-hub-signature': signed('hush') }, body, other)).toContain('no webhooks');
  });

  const parse = (payload: object, as: object = {}): readonly SourceEvent[] =>
    webhooks.parse(
      {},
      Buffer.from(JSON.stringify(payload)),
      connector.settings.parse({ ...given, source: { ...given.source, everySeconds: undefined, ...as } }),
    );
  const partly = { webhookEvent: 'comment_created', issue: { id: '1', fields: { summary: 'S' } }, comment: { id: '2' } };

  it('of a comment with a part of its issue waits for the next asking, and is parked where there is none', () => {
    expect(parse(partly, { everySeconds: 60 })).toEqual([]);
    expect(parse(partly)).toMatchObject([{ record: '1', defect: expect.stringContaining('everySeconds') }]);
  });

  it.each<[string, object]>([
    ['another event', { webhookEvent: 'board_created' }],
    ['no event', { issue: { id: '1' } }],
    [
      'an issue without type',
      { webhookEvent: 'jira:issue_updated', issue: { id: '1', fields: { updated: '2026-05-04T09:58:12.101+0200' } } },
    ],
    ['an issue without time', { webhookEvent: 'jira:issue_updated', issue: { id: '1', fields: { issuetype: { name: 'Task' } } } }],
  ])('%s is parked', (_, payload) => expect(parse(payload)).toMatchObject([{ defect: expect.any(String) }]));
});

it.each<[string, string | undefined]>([
  ['In Progress', 'in_progress'],
  ['done', 'resolved'],
  ['Closed', 'closed'],
  ['Elsewhere', undefined],
])('the status "%s" is %s', (name, status) => {
  const names = {
    in_progress: ['Doing', 'In Progress'],
    on_hold: ['Wait', 'Hold', 'In Progress'],
    resolved: ['Done', 'Closed'],
    closed: ['Closed'],
  };
  expect(statusNamed(['in_progress', 'on_hold', 'resolved', 'closed'], names, name)).toBe(status);
});

it.each<[unknown, string | null]>([
  ['*wiki*\r\nmarkup', '*wiki*\nmarkup'],
  [null, null],
  [{ type: 'doc', content: [] }, null],
  [{ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'emoji', attrs: { shortName: ':ok:' } }] }] }, ':ok:'],
])('%j as plain text', (value, text) => expect(plainText(value as never)).toBe(text));

const payloads = new URL('../../../shared/data/payloads/jira/', import.meta.url);
const payload = (file: string): JsonObject => JSON.parse(readFileSync(new URL(file, payloads), 'utf8')) as JsonObject;

(existsSync(payloads) ? describe : describe.skip)('public payloads beside the repository', () => {
  it('an issue as REST shows it, with its comments, is an incident once its status has a meaning', () => {
    const issue = payload('apy-jira_rest_api_2_issue_FOO-123_GET-0.json');
    const { comments = [] } = payload('apy-jira_rest_api_2_issue_FOO-123_comment_GET-0.json');
    const whole = { ...issue, fields: { ...(issue.fields as JsonObject), comment: { comments } } };
    const event = issueEvent({ issue: whole }, settings);
    expect(event).toMatchObject({ record: '138135', version: Date.parse('2022-07-11T06:25:48.416-04:00'), defect: null });
    expect(mapped(event)).toMatchObject({ kind: 'rejected', evidence: { field: 'issue.fields.status.name' } });
    const made = connector.maps?.[event.format]?.(event.body, { status: { Backlog: 'new' } }, {}, given);
    expect(made).toMatchObject({
      kind: 'mapped',
      value: { number: 'FOO-123', status: 'new', comments: [{ visibility: 'internal' }, { visibility: 'internal' }] },
    });
  });
});

describe('beside the stand-in site', () => {
  let simulator: RunningSimulator;
  let poller: Poller;
  const calls: { headers: RequestHeaders; body: Buffer }[] = [];
  const receiver = createServer((request: IncomingMessage, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ headers: request.headers as RequestHeaders, body: Buffer.concat(chunks) });
      reply.writeHead(202).end();
    });
  });
  const ask = async (method: string, path: string, body: object, who = 'person@example.org'): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Basic ${Buffer.from(`${who}:${TOKEN}`).toString('base64')}`, 'content-type': 'application/json' };
    const answer = await fetch(`${simulator.url}/rest/api/3${path}`, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const doc = (text: string) => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
  const create = (summary: string, more: object = {}) =>
    ask('POST', '/issue', { fields: { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary, ...more } });
  const context = (): ConnectContext => ({
    ...{ system: 'jira', address: simulator.url, secret: () => TOKEN, callTimeoutMs: 5_000, allowLoopback: true },
  });
  const told = async (text: string): Promise<SourceEvent> => {
    for (let tries = 0; tries < 200; tries += 1) {
      const call = calls.find(({ body }) => body.includes(text));
      if (call !== undefined) {
        expect(webhooks.authenticate(call.headers, call.body, settings)).toBeNull();
        const [event] = webhooks.parse(call.headers, call.body, settings);
        if (event !== undefined) return event;
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`no webhook of ${text}`);
  };

  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    simulator = await launchSimulator('jira', ['--token', TOKEN, '--webhook', hook, '--webhook-secret', 'hush']);
    const made = connector.poll?.(settings, context());
    if (made === undefined) throw new Error('it cannot be asked');
    poller = made;
  });
  afterAll(async () => {
    await poller.close();
    await simulator.stop();
    receiver.closeAllConnections();
    receiver.close();
  });

  it('an issue told and the same issue asked for are one record of one version', async () => {
    const begun = Date.now();
    await create('Told and asked', { description: doc('In *full*'), customfield_10042: 'Shop' });
    const event = await told('Told and asked');
    const asked = (await everythingSince(poller, begun)).events.find(({ record }) => record === event.record);
    expect(asked).toMatchObject({ format: 'jira/incident', version: event.version, eventId: null, attributes: { reconciled: 'true' } });
    expect(valueIn(asked)).toEqual(valueIn(event));
    expect(valueIn(event)).toMatchObject({
      ...{ title: 'Told and asked', description: 'In *full*', status: 'new', group: 'Shop', requester: 'Ada Person', priority: null },
      links: [{ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/browse\/OPS-\d+$/) }],
    });
  });

  it('what we made carries our label, and of its comments those of others alone come back', async () => {
    const begun = Date.now();
    const destination = connector.connect?.(settings, context());
    const object = destination?.objects.incident;
    const made = await object?.createRecord('k/1', { title: 'Ours', status: 'in_progress' }, rehearsedCall('d-1'));
    await object?.append?.comment?.appendRecord(made?.remoteId ?? '', 'ours', rehearsedCall('d-2'));
    await ask('POST', `/issue/${made?.remoteId}/comment`, {
      body: doc('theirs'),
      properties: [{ key: 'sd.public.comment', value: { internal: true } }],
    });
    await destination?.close();
    const event = (await everythingSince(poller, begun)).events.find(({ record }) => record === made?.remoteId);
    expect(valueIn(event)).toMatchObject({
      status: 'in_progress',
      extra: { junctor: expect.stringMatching(/^junctor-/) },
      comments: [{ author: 'Ada Person', visibility: 'internal', body: 'theirs' }],
    });
  });

  it('every issue is found once and oldest first, over pages, though one changes meanwhile', async () => {
    const begun = Date.now();
    for (let n = 0; n < 120; n += 10) await Promise.all(Array.from({ length: 10 }, (_, i) => create(`page ${n + i}`)));
    const first = await poller.changedSince(begun, null, AbortSignal.timeout(10_000));
    const early = first.events[0]?.record;
    await ask('PUT', `/issue/${early}`, { fields: { summary: 'changed while it was read' } });
    const records = [...first.events, ...(await everythingSince(poller, begun, first.next)).events];
    expect(new Set(records.map(({ record }) => record)).size).toBe(120);
    const versions = records.filter(({ record }) => record === early).map(({ version }) => version ?? 0);
    expect(versions.at(-1)).toBeGreaterThan(versions[0] ?? 0);
  });

  it('an issue type that is named a request is one', async () => {
    const begun = Date.now();
    await create('A wish', { issuetype: { name: 'Story' } });
    const { events } = await everythingSince(poller, begun);
    expect(events.find(({ body }) => body.includes('A wish'))).toMatchObject({ format: 'jira/request', defect: null });
    expect(mapped(await told('A wish'))).toMatchObject({ kind: 'mapped', model: 'request', value: { status: 'new' } });
  });

  it('a deletion is told, and comes after every state', async () => {
    const { id } = await create('Short-lived');
    const before = await told('Short-lived');
    await ask('DELETE', `/issue/${id}`, {});
    const after = await told('"webhookEvent":"jira:issue_deleted"');
    expect(after).toMatchObject({ record: before.record, version: (before.version ?? 0) + 1 });
    expect(mapped(after)).toMatchObject({ kind: 'mapped', deleted: true });
  });

  it('nothing is found when nothing has changed since', async () => {
    expect((await everythingSince(poller, Date.now() + 60_000)).events).toEqual([]);
  });

  it('a token that is not accepted is no empty search', async () => {
    const other = connector.poll?.(settings, { ...context(), secret: () => 'wrong' });
    await expect(other?.changedSince(0, null, AbortSignal.timeout(5_000))).rejects.toMatchObject({ failure: { class: 'auth' } });
    await other?.close();
  });
});
