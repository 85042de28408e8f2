/** A tracker that nobody coded for, connected by testdata/tracker.yaml alone: both ways, with its faults. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import {
  type Call,
  type Destination,
  everythingSince,
  type Failure,
  launchSimulator,
  type RunningSimulator,
  type TargetObject,
  toFailure,
  type Want,
} from '#libs/connector-kit';
import { problemsOf } from '#libs/model';
import { connector } from './index.ts';
import { createPoller } from './poll.ts';
import { settings } from './settings.ts';

const file = readFileSync(new URL('testdata/tracker.yaml', import.meta.url), 'utf8');
const raw = (parse(file) as { spec: { settings: Record<string, unknown> } }).spec.settings;
const CLIENT_SECRET = 'canary-client-secret';
const HOOK_SECRET = 'hook-secret';

const hooks: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
let receiver: Server;
let simulator: RunningSimulator;
let destination: Destination;
let count = 0;

const context = (secret = CLIENT_SECRET) => ({
  system: 'tracker',
  address: simulator.url,
  secret: () => secret,
  callTimeoutMs: 10_000,
  allowLoopback: true,
});
const nextId = (): string => {
  count += 1;
  return `d-${count}`;
};
const call = (changed: readonly string[] | null = null, deliveryId = nextId()): Call => ({
  changed: changed === null ? null : new Set(changed),
  deliveryId,
  traceparent: null,
  signal: new AbortController().signal,
});
const incident = (from = destination): TargetObject => {
  const found = from.objects.incident;
  if (found === undefined) throw new Error('it has no incidents');
  return found;
};
const failureOf = (work: Promise<unknown>): Promise<Failure | null> => work.then(() => null, toFailure);
interface Item {
  uid: string;
  external_key: string | null;
  notes: { text: string; audience: string }[];
}
const itemOf = async (key: string) => {
  const { workitems } = (await simulator.control('state')) as { workitems: Item[] };
  return workitems.filter((one) => one.external_key === key);
};
const want: Want = {
  title: 'Disk full\non db-1',
  description: 'It is full.',
  status: 'new',
  priority: 'high',
  group: 'Databases',
  impact: 'high',
};
const resolved: Want = { ...want, status: 'resolved', resolutionCode: 'fixed', resolutionNotes: 'Cleaned up.' };

beforeAll(async () => {
  Object.assign(process.env, { TRACKER_WEBHOOK_SECRET: HOOK_SECRET });
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      hooks.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const webhook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const args = ['--client-secret', CLIENT_SECRET, '--webhook', webhook, '--webhook-secret', HOOK_SECRET, '--page-cap', '2'];
  simulator = await launchSimulator('tracker', args);
  const opened = connector.connect?.(settings.parse(raw), context());
  if (opened === undefined) throw new Error('nothing to connect to');
  destination = opened;
});
afterEach(() => simulator.control('faults', { withhold: 0, burst: null, answer: null, searchLagMs: 0, uniqueExternalKeys: false }));
afterAll(async () => {
  delete process.env.TRACKER_WEBHOOK_SECRET;
  await destination.close();
  await simulator.stop();
  receiver.closeAllConnections();
  receiver.close();
});

describe('to the tracker', () => {
  it('creates, changes, resolves and comments once', async () => {
    const made = await incident().createRecord('key-1', want, call());
    expect(made).toEqual({
      remoteId: expect.stringMatching(/^wi_/),
      number: expect.stringMatching(/^OPS-/),
      url: expect.stringContaining('https://'),
    });
    expect(await itemOf('key-1')).toMatchObject([
      { uid: made.remoteId, headline: 'Disk full on db-1', stage: 'triage', urgency: 2, team: 'Databases' },
    ]);
    const again = call(['status', 'resolutionCode', 'resolutionNotes'], 'd-resolve');
    expect(await incident().updateRecord(made.remoteId, resolved, again)).toEqual(made);
    await incident().updateRecord(made.remoteId, resolved, again);
    expect(await itemOf('key-1')).toMatchObject([{ stage: 'done', outcome: 'fixed', notes: [{ text: 'Cleaned up.', audience: 'team' }] }]);
  });

  it('sends what has changed alone, and with it what the tracker wants beside it', async () => {
    const made = await incident().createRecord('key-2', want, call());
    await simulator.control('act', { uid: made.remoteId, set: { headline: 'By hand' } });
    await incident().updateRecord(made.remoteId, resolved, call(['status']));
    await incident().updateRecord(made.remoteId, { ...resolved, status: 'in_progress' }, call(['status']));
    await incident().updateRecord(made.remoteId, resolved, call(['status']));
    expect(await itemOf('key-2')).toMatchObject([{ headline: 'By hand', stage: 'done', outcome: 'fixed' }]);
  });

  it('copies comments one by one, no further than they went, and none twice', async () => {
    const comments = [
      { id: 'c-1', body: 'For us', visibility: 'internal' },
      { id: 'c-2', body: 'For all', visibility: 'public' },
      { id: 'c-3', body: 'More', visibility: 'internal' },
    ];
    const made = await incident().createRecord('key-3', { ...want, comments }, call());
    await incident().updateRecord(
      made.remoteId,
      { ...want, comments: [...comments, { id: 'c-4', body: 'Last', visibility: 'internal' }] },
      call(['comments']),
    );
    const [item] = await itemOf('key-3');
    expect(item?.notes.map(({ text, audience }) => `${text}: ${audience}`)).toEqual([
      'For us: team',
      'For all: reporter',
      'More: team',
      'Last: team',
    ]);
    const unknown = [{ id: 'c-9', body: 'x', visibility: 'secret' }];
    expect(await failureOf(incident().updateRecord(made.remoteId, { ...want, comments: unknown }, call(['comments'])))).toMatchObject({
      class: 'invalid',
    });
  });

  it('finds by key over several pages, and nothing that does not carry it', async () => {
    for (let i = 0; i < 5; i += 1) await incident().createRecord('key-4', want, call());
    expect(await incident().find?.('key-4', call())).toHaveLength(5);
    expect(await incident().find?.('key-none', call())).toEqual([]);
    expect(await incident().find?.('key-4&per_page=1#{{key}}"', call())).toEqual([]);
  });

  it('a lost answer is in doubt, and one record is found', async () => {
    await simulator.control('faults', { withhold: 1 });
    expect(await failureOf(incident().createRecord('key-5', want, call()))).toMatchObject({ class: 'unknown', scope: 'record' });
    await simulator.control('faults', { withhold: 0 });
    expect(await incident().find?.('key-5', call())).toHaveLength(1);
  });

  it('what fails after the create is in doubt; a change finishes it', async () => {
    const comments = [{ id: 'c-1', body: 'x'.repeat(9_000), visibility: 'internal' }];
    const failure = await failureOf(incident().createRecord('key-6', { ...want, comments }, call()));
    expect(failure).toMatchObject({
      class: 'unknown',
      evidence: { message: expect.stringMatching(/^OPS-\d+ was created but not finished/) },
    });
    expect(await incident().find?.('key-6', call())).toHaveLength(1);
  });

  it('a second record with one key, where that is refused, is asked about', async () => {
    await simulator.control('faults', { uniqueExternalKeys: true });
    await incident().createRecord('key-7', want, call());
    expect(await failureOf(incident().createRecord('key-7', want, call()))).toMatchObject({ class: 'unknown', evidence: { code: '409' } });
  });

  it('a refusal says why in the words of the tracker, and which field', async () => {
    const failure = await failureOf(incident().createRecord('key-8', { ...want, group: 'x'.repeat(50) }, call()));
    expect(failure).toMatchObject({
      class: 'invalid',
      scope: 'record',
      evidence: { code: '422', field: 'team', message: expect.stringContaining('some fields were refused') },
    });
  });

  it.each<[string, Want, string]>([
    ['a field that the file says nothing of', { ...want, subcategory: 'x' }, 'subcategory'],
    ['a status that has no word', { ...want, status: 'toString' }, 'stage'],
  ])('%s is refused before anything is sent', async (_name, given, field) => {
    expect(await failureOf(incident().createRecord('key-9', given, call()))).toMatchObject({
      class: 'invalid',
      scope: 'record',
      evidence: { field },
    });
    expect(await itemOf('key-9')).toEqual([]);
  });
});

describe('sign-in', () => {
  it('a token that was revoked is had anew, without a failure', async () => {
    const before = ((await simulator.control('counters')) as { tokens: number }).tokens;
    await simulator.control('revoke', {});
    const all = await Promise.all(Array.from({ length: 5 }, (_, i) => incident().createRecord(`key-r${i}`, want, call())));
    expect(all).toHaveLength(5);
    expect(((await simulator.control('counters')) as { tokens: number }).tokens).toBeLessThanOrEqual(before + 5);
  });
  it('a wrong secret is the credential, and is never shown', async () => {
    const other = connector.connect?.(settings.parse(raw), context('canary-wrong'));
    const failure = await failureOf(incident(other).createRecord('key-w', want, call()));
    expect(failure).toMatchObject({ class: 'auth', scope: 'credential' });
    expect(JSON.stringify(failure)).not.toContain('canary');
    await expect(other?.probe?.(AbortSignal.timeout(5_000))).rejects.toMatchObject({ failure: { class: 'auth' } });
    await destination.probe?.(AbortSignal.timeout(5_000));
    await other?.close();
  });
});

describe('from the tracker', () => {
  const given = settings.parse(raw);
  const mapped = (format: string, body: Buffer) => connector.maps?.[format]?.(body, {}, {}, raw);
  const hookOf = async (uid: string, stage: string) => {
    for (let tries = 0; tries < 200; tries += 1) {
      const hook = hooks.find(({ body }) => body.includes(uid) && body.includes(`"stage":"${stage}"`));
      if (hook !== undefined) return hook;
      await sleep(20);
    }
    throw new Error(`no webhook tells of ${uid}`);
  };

  it('a status comes back by webhook and by asking, as one and the same', async () => {
    const since = Date.now();
    const made = await incident().createRecord('key-b', want, call());
    await simulator.control('act', {
      uid: made.remoteId,
      set: { stage: 'done', outcome: 'fixed', holder: 'grace' },
      note: 'Done',
      by: 'grace',
    });
    const hook = await hookOf(made.remoteId, 'done');
    const headers = hook.headers as Record<string, string>;
    expect(connector.webhook?.authenticate(headers, hook.body, given)).toBeNull();
    const [event, ...others] = connector.webhook?.parse(headers, hook.body, given) ?? [];
    expect(others).toEqual([]);
    expect(event).toMatchObject({ format: 'rest/incident/webhook', record: made.remoteId, version: 2, defect: null });
    const byHook = mapped('rest/incident/webhook', event?.body ?? Buffer.alloc(0));
    const value = {
      number: made.number,
      status: 'resolved',
      priority: 'high',
      assignee: 'grace',
      resolutionCode: 'fixed',
      extra: { externalKey: 'key-b' },
    };
    expect(byHook).toMatchObject({ kind: 'mapped', model: 'incident', deleted: false, value });
    expect(
      problemsOf('incident', byHook?.kind === 'mapped' ? byHook.value : {}).filter(({ path }) => !/^(meta|context)/.test(path)),
    ).toEqual([]);

    const poller = createPoller(settings.parse(raw), context());
    const polled = (await everythingSince(poller, since)).events;
    await poller.close();
    const same = polled.find(({ record }) => record === made.remoteId);
    expect(same).toMatchObject({ version: 2 });
    expect(mapped('rest/incident/poll', same?.body ?? Buffer.alloc(0))).toEqual(byHook);
  });

  it.each<[string, Record<string, string>, string]>([
    ['a changed body', {}, ' '],
    ['another time', { 'x-tracker-timestamp': String(Math.floor(Date.now() / 1_000) - 30) }, ''],
    ['an old time', { 'x-tracker-timestamp': '1700000000' }, ''],
    ['no signature', { 'x-tracker-signature': '' }, ''],
    ['another form of signature', { 'x-tracker-signature': `v0=${'0'.repeat(64)}` }, ''],
  ])('%s is refused', (_name, changed, added) => {
    const [hook] = hooks;
    if (hook === undefined) throw new Error('no webhook came');
    const headers = { ...(hook.headers as Record<string, string>), ...changed };
    expect(connector.webhook?.authenticate(headers, Buffer.concat([hook.body, Buffer.from(added)]), given)).toEqual(expect.any(String));
  });

  it('kinds that are not asked for are left alone, what has no id is parked', () => {
    const post = (event: object) => connector.webhook?.parse({}, Buffer.from(JSON.stringify({ hook: 'h', events: [event] })), given);
    expect(post({ kind: 'note.added', workitem: { uid: 'x' } })).toEqual([]);
    expect(post({ kind: 'workitem.modified', workitem: {} })).toMatchObject([{ record: null, defect: expect.stringContaining('uid') }]);
    expect(post({ kind: 'workitem.modified', workitem: { uid: 'x' } })).toMatchObject([
      { record: 'x', defect: expect.stringContaining('version') },
    ]);
    expect(connector.webhook?.parse({}, Buffer.from('{"other":1}'), given)).toMatchObject([{ defect: expect.stringContaining('events') }]);
  });

  it.each<[string, object, string, string]>([
    ['a stage nobody mapped', { stage: 'toString' }, 'unknown-value', 'status'],
    ['a time that is none', { modified: 'yesterday' }, 'invalid-value', 'modified'],
    ['no headline', { headline: null }, 'missing-value', 'title'],
  ])('%s is rejected with its field', (_name, over, code, field) => {
    const workitem = {
      uid: 'x',
      ref: 'OPS-1',
      headline: 'h',
      details: '',
      stage: 'doing',
      urgency: 1,
      created: '2026-01-05T10:00:00Z',
      modified: '2026-01-05T10:00:00Z',
    };
    const map = (item: object) =>
      mapped('rest/incident/webhook', Buffer.from(JSON.stringify({ kind: 'workitem.modified', workitem: item })));
    expect(map(workitem)).toMatchObject({ kind: 'mapped' });
    expect(map({ ...workitem, ...over })).toMatchObject({ kind: 'rejected', code, evidence: { field } });
  });
});
