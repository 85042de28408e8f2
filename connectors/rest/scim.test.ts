/** People at a SCIM 2.0 directory, connected by testdata/scim.yaml alone, as a model of the workspace's own. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { type Destination, failureOf, rehearsedCall, type TargetObject } from '#libs/connector-kit';
import { connector } from './index.ts';

type User = Record<string, unknown> & { readonly id: string };
const users: User[] = [];
let server: Server;
let destination: Destination;
let people: TargetObject;

/** RFC 7644: 201 with the user, 409 uniqueness, a list response, a patch. */
function answer(method: string, url: URL, body: Record<string, unknown>): [status: number, body: unknown] {
  const id = /^\/scim\/Users\/(.+)$/.exec(url.pathname)?.[1];
  if (method === 'GET') {
    const wanted = /^externalId eq "([^"]*)"$/.exec(url.searchParams.get('filter') ?? '')?.[1];
    const found = users.filter(({ externalId }) => externalId === wanted);
    return [200, { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: found.length, Resources: found }];
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
  const text = readFileSync(new URL('testdata/scim.yaml', import.meta.url), 'utf8');
  const { settings } = (parse(text) as { spec: { settings: unknown } }).spec;
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`;
  const context = { system: 'directory', address, secret: () => 'canary', callTimeoutMs: 5_000, allowLoopback: true };
  const opened = connector.connect?.(connector.settings.parse(settings), context);
  if (opened?.objects.person === undefined) throw new Error('nothing to connect to');
  destination = opened;
  people = opened.objects.person;
});
afterAll(async () => {
  await destination.close();
  server.closeAllConnections();
  server.close();
});

const ada = { login: 'ada@example.org', name: 'Ada', isActive: true, jobTitle: null };

it('a person is made once, changed by what has changed, and found by the key, whatever signs are in it', async () => {
  const key = 'crm/ada" or externalId ne "';
  const { remoteId } = await people.createRecord(key, ada, rehearsedCall());
  expect(users).toMatchObject([{ id: remoteId, userName: 'ada@example.org', displayName: 'Ada', active: true }]);
  await people.updateRecord(remoteId, { ...ada, isActive: false }, rehearsedCall('d-2', ['isActive']));
  expect(users).toMatchObject([{ displayName: 'Ada', active: false }]);
  expect(await people.find?.(key, rehearsedCall())).toMatchObject([{ remoteId }]);
  expect(await people.find?.('crm/ada', rehearsedCall())).toEqual([]);
});

it.each<[string, () => Promise<unknown>, object]>([
  ['a name that another user has (F38)', () => people.createRecord('other', ada, rehearsedCall()), { class: 'invalid', scope: 'record' }],
  ['a user that is gone', () => people.updateRecord('u-9', ada, rehearsedCall()), { class: 'invalid', scope: 'record' }],
])('%s', async (_name, work, expected) => expect(await failureOf(work())).toMatchObject(expected));
