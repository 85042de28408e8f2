/** What goes over the wire: sign-in, paging, answers; against a server that writes down what it is asked. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Call, type Destination, type TargetObject, toFailure } from '#libs/connector-kit';
import { connector } from './index.ts';
import { nextLink } from './list.ts';
import { settings } from './settings.ts';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

let server: Server;
let address = '';
let asked: Asked[] = [];
let answers: ((request: Asked) => Answer)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      asked.push(one);
      const answer = answers.shift()?.(one) ?? { status: 599 };
      const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
});
beforeEach(() => {
  asked = [];
  answers = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const SECRET = 'canary s&cret';
const call: Call = { changed: null, deliveryId: 'd-1', traceparent: null, signal: new AbortController().signal };
const create = { method: 'POST', path: '/items', body: { json: { key: '{{key}}' } }, answer: { id: 'id' }, idempotency: 'none' };
const update = { method: 'PATCH', path: '/items/{{id}}', body: { json: { '...': '{{fields}}' } } };
const find = { path: '/items', query: { q: '{{key}}' }, carries: 'key', answer: { id: 'id' } };

function open(model: object, rest: object = {}, secret = SECRET): { object: TargetObject; destination: Destination } {
  const given = { auth: { type: 'none' }, models: { incident: { fields: { title: 'title' }, create, update, ...model } }, ...rest };
  const destination = connector.connect?.(settings.parse(given), {
    system: 's',
    address,
    secret: () => secret,
    callTimeoutMs: 5_000,
    allowLoopback: true,
  });
  const object = destination?.objects.incident;
  if (destination === undefined || object === undefined) throw new Error('nothing to connect to');
  return { object, destination };
}
const made = (answer: Answer = { body: { id: 'i-1' } }): void => void answers.push(() => answer);
const failureOf = (work: Promise<unknown>) => work.then(() => null, toFailure);

describe('sign-in', () => {
  it.each<[string, object, (request: Asked) => unknown, unknown]>([
    [
      'basic',
      { type: 'basic', user: 'u', secret: 'env:X' },
      ({ headers }) => headers.authorization,
      `Basic ${Buffer.from(`u:${SECRET}`).toString('base64')}`,
    ],
    ['bearer', { type: 'bearer', secret: 'env:X' }, ({ headers }) => headers.authorization, `Bearer ${SECRET}`],
    ['another word', { type: 'bearer', secret: 'env:X', scheme: 'GenieKey' }, ({ headers }) => headers.authorization, `GenieKey ${SECRET}`],
    ['a header', { type: 'header', header: 'X-Api-Key', secret: 'env:X' }, ({ headers }) => headers['x-api-key'], SECRET],
    ['a parameter', { type: 'query', parameter: 'api key', secret: 'env:X' }, ({ url }) => url, '/base/items?api%20key=canary%20s%26cret'],
    ['none', { type: 'none' }, ({ headers, url }) => [headers.authorization, url], [undefined, '/base/items']],
  ])('%s', async (_name, auth, look, expected) => {
    const { object, destination } = open({}, { auth });
    made();
    await object.createRecord('k', { title: 't' }, call);
    expect(asked.map(look)).toEqual([expected]);
    expect(asked[0]?.headers['x-request-id']).toBe('d-1');
    made({ status: 400, body: { error: `not ${SECRET} nor ${encodeURIComponent(SECRET)}` } });
    const failure = await failureOf(object.createRecord('k', { title: 't' }, call));
    expect(failure).toMatchObject({ class: 'invalid' });
    if (_name !== 'none') expect(JSON.stringify(failure)).not.toMatch(/canary/);
    await destination.close();
  });

  it('a signature over time, method, path and body', async () => {
    const auth = {
      type: 'hmac',
      secret: 'env:X',
      header: 'X-Sign',
      prefix: 'v1=',
      signed: '{{timestamp}}\n{{method}}\n{{path}}\n{{body}}',
      timestampHeader: 'X-Time',
    };
    const { object, destination } = open({ create: { ...create, query: { dry: '0' } } }, { auth });
    made();
    await object.createRecord('k{{key}}', { title: 't' }, call);
    const [request] = asked;
    const text = `${request?.headers['x-time']}\nPOST\n/items?dry=0\n{"key":"k{{key}}"}`;
    expect(request?.headers['x-sign']).toBe(`v1=${createHmac('sha256', SECRET).update(text).digest('hex')}`);
    await destination.close();
  });

  const oauth = { type: 'oauth2', token: '/token', clientId: 'c', secret: 'env:X', scope: 'a b' };
  it.each<[string, object, (request: Asked) => unknown]>([
    [
      'in a header',
      oauth,
      ({ headers }) => headers.authorization === `Basic ${Buffer.from(`c:${encodeURIComponent(SECRET)}`).toString('base64')}`,
    ],
    ['in the form', { ...oauth, clientIn: 'body' }, ({ body }) => new URLSearchParams(body).get('client_secret') === SECRET],
  ])('a token, the client %s: had once, kept, and had again when it is refused', async (_name, auth, isSent) => {
    const { object, destination } = open({}, { auth });
    answers = [
      () => ({ body: { access_token: 'one', expires_in: 3_600 } }),
      () => ({ body: { id: 'i-1' } }),
      () => ({ status: 401 }),
      () => ({ body: { access_token: 'two', expires_in: 3_600 } }),
      () => ({ body: { id: 'i-2' } }),
      () => ({ status: 401 }),
      () => ({ status: 400, body: { error: 'invalid_client' } }),
    ];
    await object.createRecord('k', { title: 't' }, call);
    await object.createRecord('k', { title: 't' }, call);
    expect(asked.map(({ url, headers }) => (url === '/base/token' ? 'token' : headers.authorization))).toEqual([
      'token',
      'Bearer one',
      'Bearer one',
      'token',
      'Bearer two',
    ]);
    expect(asked.filter(({ url }) => url === '/base/token').every(isSent)).toBe(true);
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toMatchObject({ grant_type: 'client_credentials', scope: 'a b' });
    expect(await failureOf(object.createRecord('k', { title: 't' }, call))).toMatchObject({ class: 'auth', scope: 'credential' });
    await destination.close();
  });
  it('a token endpoint that fails is no work in doubt', async () => {
    const { object, destination } = open({}, { auth: oauth });
    made({ status: 200, headers: { 'content-length': '100' }, body: 'half' });
    answers = [() => ({ status: 503 })];
    expect(await failureOf(object.createRecord('k', { title: 't' }, call))).toMatchObject({ class: 'transient', scope: 'credential' });
    answers = [() => ({ body: 'no json' })];
    expect(await failureOf(object.createRecord('k', { title: 't' }, call))).toMatchObject({ class: 'transient', scope: 'credential' });
    answers = [() => ({ body: { token: 'x' } })];
    expect(await failureOf(object.createRecord('k', { title: 't' }, call))).toMatchObject({ class: 'auth', scope: 'credential' });
    await destination.close();
  });
});

describe('lists', () => {
  const entry = (i: number, key = 'k') => ({ id: `i-${i}`, key });
  const pages = (paging: object, items: string | undefined, ...given: readonly (Answer | ((request: Asked) => Answer))[]) => {
    answers = given.map((one) => (typeof one === 'function' ? one : () => one));
    const { object, destination } = open({ find: { ...find, paging, ...(items !== undefined && { items }) } });
    const work = (object.find?.('k', call) ?? Promise.reject(new Error('cannot be asked'))).then((all) =>
      all.map(({ remoteId }) => remoteId),
    );
    return work.finally(() => destination.close());
  };
  const urls = () => asked.map(({ url }) => url);

  it('by cursor', async () => {
    const paging = { style: 'cursor', at: 'next', parameter: 'c', size: { parameter: 'n', value: 2 } };
    const found = await pages(
      paging,
      'items',
      { body: { items: [entry(1), entry(2)], next: 'a&b={{key}}' } },
      { body: { items: [], next: 'z' } },
      { body: { items: [entry(3)], next: null } },
    );
    expect(found).toEqual(['i-1', 'i-2', 'i-3']);
    expect(urls()).toEqual(['/base/items?q=k&n=2', '/base/items?q=k&c=a%26b%3D%7B%7Bkey%7D%7D', '/base/items?q=k&c=z']);
  });
  it('by offset: on from what came, not from what was asked for, to an empty page', async () => {
    const paging = { style: 'offset', parameter: 'start', size: { parameter: 'n', value: 50 } };
    expect(await pages(paging, undefined, { body: [entry(1), entry(2)] }, { body: [entry(3)] }, { body: [] })).toEqual([
      'i-1',
      'i-2',
      'i-3',
    ]);
    expect(urls().map((url) => new URL(url, 'http://x').searchParams.get('start'))).toEqual(['0', '2', '3']);
  });
  it('by page, to the number that the answer tells', async () => {
    const paging = { style: 'page', parameter: 'page', total: 'total' };
    expect(await pages(paging, 'items', { body: { items: [entry(1)], total: 2 } }, { body: { items: [entry(2)], total: 2 } })).toEqual([
      'i-1',
      'i-2',
    ]);
    expect(urls()).toEqual(['/base/items?q=k&page=1', '/base/items?q=k&page=2']);
  });
  it('by Link header, and by a URL in the answer', async () => {
    const link = { headers: { link: '<https://x/first>; rel="first", </base/items?q=k&after=2>; rel="next"' }, body: [entry(1)] };
    expect(await pages({ style: 'link' }, undefined, link, { body: [entry(2)] })).toEqual(['i-1', 'i-2']);
    expect(
      await pages({ style: 'next', at: 'next' }, 'items', () => ({ body: { items: [entry(1)], next: `${address}/items?p=2` } }), {
        body: { items: [entry(2)] },
      }),
    ).toEqual(['i-1', 'i-2']);
    expect(urls()).toEqual(['/base/items?q=k', '/base/items?q=k&after=2', '/base/items?q=k', '/base/items?p=2']);
  });
  it.each([
    'https://elsewhere.example/base/items',
    'http://127.0.0.1:1/base/items',
    '/other/items',
    '//elsewhere.example/base',
    '/base/../other',
  ])('a next page at %s is not asked for: it would be sent the credential', async (next) => {
    expect(await failureOf(pages({ style: 'next', at: 'next' }, 'items', { body: { items: [], next } }))).toMatchObject({
      class: 'invalid',
      scope: 'system',
    });
    expect(asked).toHaveLength(1);
  });
  it('what is not read to its end is a failure, never "not found"', async () => {
    const turns = { style: 'cursor', at: 'next', parameter: 'c' };
    expect(await failureOf(pages(turns, 'items', { body: { items: [], next: 'a' } }, { body: { items: [], next: 'a' } }))).toMatchObject({
      class: 'transient',
    });
    const many = Array.from({ length: 4 }, (_, i) => ({ body: { items: [entry(i, 'other')], next: `p${i}` } }));
    expect(await failureOf(pages({ ...turns, maxPages: 3 }, 'items', ...many))).toMatchObject({
      class: 'transient',
      evidence: { message: expect.stringContaining('more than 3 pages') },
    });
    expect(await failureOf(pages({ style: 'none' }, 'items', { body: { things: [] } }))).toMatchObject({ class: 'unknown' });
  });
  it('entries that do not carry the key do not count, one that is met twice counts once', async () => {
    expect(
      await pages({ style: 'none' }, undefined, {
        body: [entry(1, 'K'), entry(2), entry(2), entry(3, 'k2'), { id: 'i-4' }, { id: 'i-5', key: ['x', 'k'] }],
      }),
    ).toEqual(['i-2', 'i-5']);
  });
  it('a status that the file says means nothing is nothing; another is not', async () => {
    answers = [() => ({ status: 404 }), () => ({ status: 400 })];
    const { object, destination } = open({ find: { ...find, none: [404] } });
    expect(await object.find?.('k', call)).toEqual([]);
    expect(await failureOf(object.find?.('k', call) ?? Promise.resolve())).toMatchObject({ class: 'invalid' });
    await destination.close();
  });
  it.each([
    ['<https://x/2>; rel="next"', 'https://x/2'],
    ['<a,b>; rel=prev, <c>; title="x, y"; rel="last next"', 'c'],
    ['<c>; rel=next', 'c'],
    ['<c>; rel="nextish"', null],
    ['', null],
  ])('Link: %s', (header, expected) => expect(nextLink(header)).toBe(expected));
});

describe('answers', () => {
  const from = async (answer: object, given: Answer, model: object = {}, rest: object = {}) => {
    const { object, destination } = open({ create: { ...create, answer }, ...model }, rest);
    answers = [() => given];
    return object.createRecord('k', { title: 't' }, call).finally(() => destination.close());
  };
  it('an id from Location', async () => {
    const answer = { id: { header: 'Location', last: true } };
    expect(await from(answer, { status: 201, headers: { location: '/base/items/a%2Fb/?x=1' }, body: { no: 5 } })).toMatchObject({
      remoteId: 'a/b',
    });
  });
  it('a number and a URL made of the id, which a change must tell again', async () => {
    const answer = { id: 'id', number: 'no', url: { text: 'https://desk.example/t/{{id}}' } };
    const model = { update: { ...update, answer: { number: 'no', url: { text: 'https://desk.example/t/{{id}}' } } } };
    expect(await from(answer, { body: { id: 7, no: 'T-7' } }, model)).toEqual({
      remoteId: '7',
      number: 'T-7',
      url: 'https://desk.example/t/7',
    });
  });
  it('an id of many digits keeps them all', async () =>
    expect(await from({ id: 'id' }, { body: '{"id":12345678901234567890}' })).toMatchObject({ remoteId: '12345678901234567890' }));
  it('XML and form answers', async () => {
    expect(await from({ id: 'r.i.@id' }, { body: '<r><i id="7"/></r>' }, {}, { answers: 'xml' })).toMatchObject({ remoteId: '7' });
    expect(
      await from({ id: 'id' }, { body: 'status=ok&id=7' }, {}, { answers: 'form', success: [{ path: 'status', is: ['ok'] }] }),
    ).toMatchObject({ remoteId: '7' });
  });
  it.each<[string, object, Answer, object, object]>([
    ['no id', { id: 'id' }, { body: {} }, {}, { class: 'unknown', scope: 'record' }],
    ['an object for an id', { id: 'id' }, { body: { id: {} } }, {}, { class: 'unknown', scope: 'record' }],
    ['no JSON', { id: 'id' }, { body: 'OK' }, {}, { class: 'unknown', scope: 'record' }],
    ['no XML', { id: 'id' }, { body: '{}' }, { answers: 'xml' }, { class: 'unknown', scope: 'record' }],
    [
      'a page',
      { id: 'id' },
      { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' },
      { answers: 'xml' },
      { class: 'auth' },
    ],
    ['a key that was dropped', { id: 'id', carries: 'key' }, { body: { id: '1', key: '' } }, {}, { class: 'invalid', scope: 'system' }],
    [
      'no success',
      { id: 'id' },
      { body: { id: '1', ok: false } },
      { success: [{ path: 'ok', is: ['true'] }] },
      { class: 'unknown', scope: 'record' },
    ],
    [
      'a row for a success',
      { id: 'id' },
      { body: { id: '1', ok: false } },
      { errors: [{ when: { path: 'ok', is: ['false'] }, class: 'invalid', scope: 'record', meaning: 'refused' }] },
      { class: 'invalid', scope: 'record' },
    ],
    [
      'a row by header',
      { id: 'id' },
      { status: 403, headers: { 'x-why': 'Quota of today' } },
      {
        errors: [
          {
            status: 403,
            header: { name: 'X-Why', includes: 'quota' },
            class: 'rateLimit',
            scope: 'credential',
            waitSeconds: 60,
            meaning: 'used up',
          },
        ],
      },
      { class: 'rateLimit', scope: 'credential', retryAt: expect.any(Number) },
    ],
    [
      'a redirect to a sign-in page',
      { id: 'id' },
      { status: 302, headers: { location: '/login?to=x' } },
      {},
      { class: 'auth', scope: 'credential' },
    ],
  ])('%s', async (_name, answer, given, rest, expected) => expect(await failureOf(from(answer, given, {}, rest))).toMatchObject(expected));

  it('a refusal that names the record there is means that record', async () => {
    const exists = { status: [409], when: { path: 'code', is: ['dup'] }, answer: { id: 'existing' } };
    const { object, destination } = open({ create: { ...create, idempotency: 'key', exists } });
    answers = [() => ({ status: 409, body: { code: 'dup', existing: 'i-9' } }), () => ({ status: 409, body: { code: 'locked' } })];
    expect(await object.createRecord('k', { title: 't' }, call)).toMatchObject({ remoteId: 'i-9' });
    expect(await failureOf(object.createRecord('k', { title: 't' }, call))).toMatchObject({ class: 'invalid', evidence: { code: '409' } });
    await destination.close();
  });
  it('a change that answers 204 is one; an answer about another record is not', async () => {
    const { object, destination } = open({ update: { ...update, answer: {} } });
    answers = [() => ({ status: 204, body: '' })];
    expect(await object.updateRecord('i/1', { title: 'n' }, call)).toEqual({ remoteId: 'i/1', number: null, url: null });
    expect(asked).toMatchObject([{ method: 'PATCH', url: '/base/items/i%2F1', body: '{"title":"n"}' }]);
    await destination.close();
    const other = open({ update: { ...update, answer: { id: 'id' } } });
    answers = [() => ({ body: { id: 'i-2' } })];
    expect(await failureOf(other.object.updateRecord('i-1', { title: 'n' }, call))).toMatchObject({ class: 'unknown' });
    await other.destination.close();
  });
  it('403 is the credential when a harmless read is refused as well', async () => {
    const { object, destination } = open({}, { probe: { path: '/me' } });
    answers = [() => ({ status: 403 }), () => ({ body: {} }), () => ({ status: 403 }), () => ({ status: 403 })];
    expect(await failureOf(object.createRecord('k', { title: 't' }, call))).toMatchObject({ class: 'invalid', scope: 'record' });
    expect(await failureOf(object.createRecord('k', { title: 't' }, call))).toMatchObject({ class: 'auth', scope: 'credential' });
    await destination.close();
  });
});

it('a system that is only read from needs no address', async () => {
  const given = settings.parse({ auth: { type: 'none' } });
  const context = { system: 's', address: '', secret: () => SECRET, callTimeoutMs: 1_000 };
  const [destination, poller] = [connector.connect?.(given, context), connector.poll?.(given, context)];
  expect(destination?.objects).toEqual({});
  expect(await poller?.changedSince(0, null, call.signal)).toEqual({ events: [], next: null });
  await Promise.all([destination?.close(), poller?.close()]);
});
