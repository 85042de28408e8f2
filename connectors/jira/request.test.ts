/** Requests of Jira Service Management against the stand-in site, a process of its own. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { rehearsedCall as call, failureOf, type Rehearsal, rehearse, type TargetObject, type Want } from '#libs/connector-kit';
import { connector } from './index.ts';
import type { Known } from './known.ts';
import { labelOf } from './known.ts';
import { oursAmong } from './request.ts';

const TOKEN = 'canary-5e1d';
const auth = { type: 'basic', user: 'junctor@example.org', secret: 'env:T' };
const requests = { serviceDesk: '1', requestType: '10', fields: { quantity: { field: 'customfield_10042' } } };
let play: Rehearsal;

const desk = (settings: object = {}, more: object = {}): TargetObject => {
  const found = play.open({ settings, ...more }).objects.request;
  if (found === undefined) throw new Error('no requests');
  return found;
};
interface Kept {
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly comments: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
}
const issues = async (): Promise<readonly Kept[]> =>
  ((await (await fetch(`${play.simulator.url}/__sim/state`)).json()) as { issues: Kept[] }).issues;
const issueOf = async (key: string | null): Promise<Kept | undefined> => (await issues()).find((one) => one.key === key);
const statusOf = async (key: string | null): Promise<unknown> => {
  const headers = { authorization: `Basic ${Buffer.from(`${auth.user}:${TOKEN}`).toString('base64')}` };
  const answer = await fetch(`${play.simulator.url}/rest/servicedeskapi/request/${key}`, { headers });
  return ((await answer.json()) as { currentStatus: { status: string } }).currentStatus.status;
};

const want: Want = { title: 'Laptop', description: 'For Bo\nsoon', status: 'new', quantity: 2, requester: 'account-7' };

beforeAll(async () => {
  play = await rehearse({
    connector,
    simulator: 'jira',
    args: ['--token', TOKEN],
    settings: { auth, project: 'OPS', requests },
    secret: TOKEN,
  });
});
afterEach(async () => {
  await play.simulator.control('faults', { withhold: 0, dropProperties: false, searchLagMs: 0 });
  await play.closeAll();
});
afterAll(() => play.end());

it('is raised at the desk for the one who asked, with its key, and found by it', async () => {
  const made = await desk().createRecord('req-1', want, call());
  expect(made.number).toMatch(/^OPS-\d+$/);
  expect(await issueOf(made.number)).toMatchObject({
    fields: {
      summary: 'Laptop',
      description: { type: 'doc' },
      customfield_10042: '2',
      customfield_10099: 'account-7',
      labels: [labelOf('req-1')],
    },
    properties: { junctor: { key: 'req-1' } },
  });
  expect(await desk().find?.('req-1', call())).toEqual([made]);
});

it('is changed as the issue that it is, and its status can be read at the desk', async () => {
  const made = await desk().createRecord('req-2', want, call());
  await desk().updateRecord(made.remoteId, { ...want, status: 'in_progress' }, call());
  expect(await statusOf(made.number)).toBe('In Progress');
  await desk().updateRecord(made.remoteId, { ...want, status: 'fulfilled', resolutionNotes: 'On your desk' }, call('d-2'));
  expect(await statusOf(made.number)).toBe('Done');
  const kept = await issueOf(made.number);
  expect(kept?.comments.map(({ properties }) => properties['sd.public.comment'])).toEqual([{ internal: true }]);
});

it('a note stays with the desk, a comment is for the one who asked', async () => {
  const made = await desk().createRecord('req-3', want, call());
  await desk().append?.note?.appendRecord(made.remoteId, 'between us', call('n-1'));
  await desk().append?.comment?.appendRecord(made.remoteId, 'for you', call('c-1'));
  const kept = await issueOf(made.number);
  expect(kept?.comments.map(({ properties }) => properties['sd.public.comment'])).toEqual([{ internal: true }, { internal: false }]);
});

describe('an answer that was lost', () => {
  it('is asked about: the request is found by its label and gets its key', async () => {
    await play.simulator.control('faults', { withhold: 1 });
    expect(await failureOf(desk({}, { callTimeoutMs: 300 }).createRecord('req-4', want, call()))).toMatchObject({ class: 'unknown' });
    await play.simulator.control('faults', { withhold: 0 });
    const found = await desk().find?.('req-4', call());
    expect(found).toHaveLength(1);
    expect(await issueOf(found?.[0]?.number ?? '')).toMatchObject({ properties: { junctor: { key: 'req-4' } } });
    expect((await issues()).filter(({ fields }) => (fields.labels as string[]).includes(labelOf('req-4')))).toHaveLength(1);
  });

  const known = (id: string, carries: string | null): Known => ({ id, key: `OPS-${id}`, status: 'Open', carries });
  it.each<[string, readonly Known[], readonly string[]]>([
    ['the one that carries the key, not the copy of a person', [known('1', 'k'), known('2', null)], ['1']],
    ['the oldest, when none carries it yet', [known('1', null), known('2', null)], ['1']],
    ['none that carries another key', [known('1', 'other')], []],
  ])('means %s', (_name, given, ids) => expect(oursAmong(given, 'k').map(({ id }) => id)).toEqual(ids));
});

it.each<[string, object, Want, object]>([
  ['a request type that is not there', { requests: { ...requests, requestType: '99' } }, want, { class: 'invalid', scope: 'record' }],
  ['a status without a name', {}, { ...want, status: 'resolved' }, { class: 'invalid', evidence: { field: 'status' } }],
  ['a field without a place', {}, { ...want, dueAt: 1 }, { class: 'invalid', evidence: { field: 'dueAt' } }],
])('refused: %s', async (_name, settings, given, expected) => {
  expect(await failureOf(desk(settings).createRecord('req-9', given, call()))).toMatchObject(expected);
});

it('there are no requests unless the system file says of which desk', () => {
  expect(play.open({ settings: { requests: undefined } }).objects.request).toBeUndefined();
});
