/** People at a SCIM 2.0 directory, connected by testdata/scim.yaml alone, both ways. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { type Destination, everythingSince, failureOf, rehearsedCall, type SourceEvent, type TargetObject } from '#libs/connector-kit';
import { problemsOf } from '#libs/model';
import { connector } from './index.ts';

type User = Record<string, unknown> & { readonly id: string };
const users: User[] = [];
const groups: User[] = [];
let server: Server;
let destination: Destination;
let context: Parameters<NonNullable<typeof connector.poll>>[1];
let settings: ReturnType<typeof connector.settings.parse>;
let people: TargetObject;

const lastModified = ({ meta }: User): string => String((meta as { lastModified?: unknown } | undefined)?.lastModified ?? '');

/** RFC 7644: 201 with the user, 409 uniqueness, a list response, a patch. */
function answer(method: string, url: URL, body: Record<string, unknown>): [status: number, body: unknown] {
  const id = /^\/scim\/Users\/(.+)$/.exec(url.pathname)?.[1];
  if (method === 'GET') {
    const filter = url.searchParams.get('filter') ?? '';
    const wanted = /^externalId eq "([^"]*)"$/.exec(filter)?.[1];
    const since = /^meta.lastModified gt "([^"]*)"$/.exec(filter)?.[1];
    const found = (url.pathname === '/scim/Groups' ? groups : users).filter((user) =>
      since === undefined ? user.externalId === wanted || filter === '' : lastModified(user) > since,
    );
    const start = Number(url.searchParams.get('startIndex') ?? 1) - 1;
    const page = found.slice(start, start + 100);
    return [200, { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: found.length, Resources: page }];
  }
  if (method === 'POST') {
    if (users.some(({ userName }) => userName === body.userName))
      return [409, { scimType: 'uniqueness', detail: 'userName is taken', status: '409' }];
    const user = { ...body, id: `u-${users.length + 1}` };
    users.push(user);
    return [201, user];
  }
  const user = users.find((one) => one.id === id);
  if (user === undefined) return [404, { detail: 'no such user', status: '404' }];
  for (const { op, value } of body.Operations as { op: string; value: object }[]) if (op === 'replace') Object.assign(user, value);
  return [200, user];
}

function settingsOf(name: string): typeof settings {
  const text = readFileSync(new URL(`testdata/${name}.yaml`, import.meta.url), 'utf8');
  return connector.settings.parse((parse(text) as { spec: { settings: unknown } }).spec.settings);
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
      const signed = request.headers.authorization === 'Bearer canary';
      const [status, given] = signed ? answer(request.method ?? '', url, body) : [401, { status: '401' }];
      response.writeHead(status, { 'content-type': 'application/scim+json' }).end(JSON.stringify(given));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  settings = settingsOf('scim');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`;
  context = { system: 'directory', address, secret: () => 'canary', callTimeoutMs: 5_000, allowLoopback: true };
  const opened = connector.connect?.(settings, context);
  if (opened?.objects.user === undefined) throw new Error('nothing to connect to');
  destination = opened;
  people = opened.objects.user;
});
afterAll(async () => {
  await destination.close();
  server.closeAllConnections();
  server.close();
});

const ada = { userName: 'ada@example.org', name: 'Ada', active: true, jobTitle: null };

it('a person is made once, changed by what has changed, and found by the key, whatever signs are in it', async () => {
  const key = 'crm/ada" or externalId ne "';
  const { remoteId } = await people.createRecord(key, ada, rehearsedCall());
  expect(users).toMatchObject([{ id: remoteId, userName: 'ada@example.org', displayName: 'Ada', active: true }]);
  await people.updateRecord(remoteId, { ...ada, active: false }, rehearsedCall('d-2', ['active']));
  expect(users).toMatchObject([{ displayName: 'Ada', active: false }]);
  expect(await people.find?.(key, rehearsedCall())).toMatchObject([{ remoteId }]);
  expect(await people.find?.('crm/ada', rehearsedCall())).toEqual([]);
});

it.each<[string, () => Promise<unknown>, object]>([
  ['a name that another user has (F38)', () => people.createRecord('other', ada, rehearsedCall()), { class: 'invalid', scope: 'record' }],
  ['a user that is gone', () => people.updateRecord('u-9', ada, rehearsedCall()), { class: 'invalid', scope: 'record' }],
])('%s', async (_name, work, expected) => expect(await failureOf(work())).toMatchObject(expected));

describe('asked what has changed', () => {
  const person = (n: number, day: string): User => ({
    ...{ id: `p-${n}`, userName: `p${n}`, displayName: `Person ${n}`, active: n % 2 === 0 ? true : 'False' },
    ...{
      emails: [{ value: `p${n}@example.org` }],
      name: { givenName: 'Per', familyName: 'Son' },
      meta: { lastModified: `${day}T08:00:00Z` },
    },
  });
  const mapped = (event: SourceEvent | undefined, by = settings) =>
    connector.maps?.[event?.format ?? '']?.(event?.body ?? Buffer.alloc(0), {}, {}, by);

  beforeAll(() => {
    users.length = 0;
    users.push(person(0, '2026-01-01'), ...Array.from({ length: 230 }, (_, n) => person(n + 1, '2026-03-01')));
  });

  it('it tells everybody who has, over pages, as canonical users', async () => {
    const poller = connector.poll?.(settings, context);
    const events = poller ? (await everythingSince(poller, Date.parse('2026-02-01'))).events : [];
    expect(new Set(events.map(({ record }) => record)).size).toBe(230);
    const made = mapped(events[0]);
    expect(made).toMatchObject({
      ...{ kind: 'mapped', model: 'user', occurredAt: Date.parse('2026-03-01T08:00:00Z') },
      value: { name: 'Person 1', kind: 'person', active: false, email: 'p1@example.org', familyName: 'Son', groups: [], members: [] },
    });
    if (made?.kind !== 'mapped') throw new Error('not mapped');
    expect(problemsOf('user', { ...made.value, meta: null, context: null }).filter(({ path }) => !path.startsWith('meta'))).toEqual([]);
    await poller?.close();
  });

  it('one that cannot filter is asked for everybody: what is known already has its version', async () => {
    const { filter: _, ...query } = settings.receive.user?.poll?.query ?? {};
    const poll = settings.receive.user?.poll;
    if (!settings.receive.user || !poll) throw new Error('not polled');
    const unfiltered = { ...settings, receive: { user: { ...settings.receive.user, poll: { ...poll, query } } } };
    const poller = connector.poll?.(unfiltered, context);
    const events = poller ? (await everythingSince(poller, Date.parse('2026-02-01'))).events : [];
    expect(events).toHaveLength(231);
    expect(events.map(({ version }) => version)).toContain(Date.parse('2026-01-01T08:00:00Z'));
    await poller?.close();
  });

  describe('for groups, by a file beside it', () => {
    const group = (n: number, members: unknown, day = '2026-03-01'): User => ({
      ...{ id: `g-${n}`, displayName: `Group ${n}`, members, meta: { lastModified: `${day}T08:00:00Z` } },
    });
    const madeOf = (file: string, record: object) =>
      connector.maps?.['rest/user/poll']?.(Buffer.from(JSON.stringify(record)), {}, {}, settingsOf(file));

    it('it tells those that have, with the ids of their members', async () => {
      groups.push(
        group(0, [], '2026-01-01'),
        ...Array.from({ length: 130 }, (_, n) => group(n + 1, [{ value: `p-${n}` }, { value: 'p-9' }])),
      );
      const poller = connector.poll?.(settingsOf('scim-groups'), context);
      const events = poller ? (await everythingSince(poller, Date.parse('2026-02-01'))).events : [];
      await poller?.close();
      expect(new Set(events.map(({ record }) => record)).size).toBe(130);
      const made = mapped(events[0], settingsOf('scim-groups'));
      expect(made).toMatchObject({
        ...{ kind: 'mapped', model: 'user', occurredAt: Date.parse('2026-03-01T08:00:00Z') },
        value: { name: 'Group 1', kind: 'group', active: true, userName: null, members: ['p-0', 'p-9'], groups: [] },
      });
      if (made?.kind !== 'mapped') throw new Error('not mapped');
      expect(problemsOf('user', { ...made.value, meta: null, context: null }).filter(({ path }) => !path.startsWith('meta'))).toEqual([]);
    });

    it.each<[string, unknown, string[]]>([
      ['without members', undefined, []],
      ['whose members are left empty', null, []],
      ['with a member of whom nothing is said', [{ display: 'x' }, { value: 'p-1' }, { value: '' }], ['p-1']],
    ])('one %s', (_name, members, found) => {
      expect(madeOf('scim-groups', group(1, members))).toMatchObject({ kind: 'mapped', value: { members: found } });
    });

    it.each<[string, unknown]>([
      ['are no list', 'p-1'],
      ['are groups of fields themselves', [{ value: { id: 'p-1' } }]],
    ])('one whose members %s waits for a look', (_name, members) => {
      expect(madeOf('scim-groups', group(1, members))).toMatchObject({ kind: 'rejected', evidence: { field: 'members' } });
    });

    it('and a person tells the groups it is in', () => {
      const one = { ...person(1, '2026-03-01'), active: true, groups: [{ value: 'g-1', display: 'Group 1' }] };
      expect(madeOf('scim', one)).toMatchObject({ kind: 'mapped', value: { groups: ['Group 1'] } });
    });
  });

  it('a person of whom it is not said whether they may sign in waits for a look', () => {
    users.push({ ...person(999, '2026-04-01'), active: 'perhaps' });
    const body = Buffer.from(JSON.stringify(users.at(-1)));
    expect(connector.maps?.['rest/user/poll']?.(body, {}, {}, settings)).toMatchObject({ kind: 'rejected', evidence: { field: 'active' } });
  });
});
