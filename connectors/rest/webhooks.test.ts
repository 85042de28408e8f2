/** Webhooks as senders sign and write them, against settings alone. */
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { connector } from './index.ts';
import { settings } from './settings.ts';

const NOW = String(Math.floor(Date.now() / 1_000));
const body = Buffer.from('{"a":"ü \\u0000"}');
const KEY = Buffer.from('0123456789abcdef0123456789abcdef');

beforeAll(() => void Object.assign(process.env, { REST_NEW: 'new', REST_OLD: 'old', REST_WHSEC: `whsec_${KEY.toString('base64')}` }));
afterAll(() => {
  for (const name of ['REST_NEW', 'REST_OLD', 'REST_WHSEC']) delete process.env[name];
});

const incident = { webhook: {}, record: 'id', occurredAt: { path: 'at', time: 'iso' }, fields: { title: 't', status: { value: 'new' } } };
const described = (auth: object, webhook: object = {}, receive: object = incident) =>
  settings.parse({ auth: { type: 'none' }, webhook: { auth, ...webhook }, receive: { incident: receive } });
const refusal = (auth: object, headers: Record<string, string>, bytes = body): string | null | undefined =>
  connector.webhook?.authenticate(headers, bytes, described(auth));
const sign = (text: string | Buffer, key: string | Buffer = 'new', encoding: 'hex' | 'base64' = 'hex', algorithm = 'sha256'): string =>
  createHmac(algorithm, key).update(text).digest(encoding);

const secrets = ['env:REST_NEW', 'env:REST_OLD'];
const github = { type: 'hmac', secrets, header: 'X-Hub-Signature-256', prefix: 'sha256=' };
const timed = { type: 'hmac', secrets, header: 'X-Sign', signed: '{{timestamp}}:{{body}}', timestampHeader: 'X-Time' };
const pairs = { type: 'hmac', secrets, header: 'Pay-Signature', prefix: 'v1=', timestampPrefix: 't=', signed: '{{timestamp}}.{{body}}' };
const named = { type: 'hmac', secrets, header: 'X-Sign', signed: '{{header["x-event"]}}|{{body}}', encoding: 'base64', algorithm: 'sha1' };
const standard = { type: 'standard-webhooks', secrets: ['env:REST_WHSEC'] };
const standardHeaders = (at = NOW, id = 'm-1', signed = `m-1.${at}.`) => ({
  'webhook-id': id,
  'webhook-timestamp': at,
  'webhook-signature': `v1,AAAA v1a,x v1,${sign(Buffer.concat([Buffer.from(signed), body]), KEY, 'base64')}`,
});

describe('authentic', () => {
  it.each<[string, object, Record<string, string>]>([
    ['a prefix and hex', github, { 'x-hub-signature-256': `sha256=${sign(body)}` }],
    ['the secret before', github, { 'x-hub-signature-256': `sha256=${sign(body, 'old')}` }],
    ['capital hex', github, { 'x-hub-signature-256': `sha256=${sign(body).toUpperCase()}` }],
    ['several, one of which fits', github, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}, sha256=${sign(body)}` }],
    ['a timestamp of its own', timed, { 'x-time': NOW, 'x-sign': sign(`${NOW}:${body.toString()}`) }],
    ['timestamp and signatures in one header', pairs, { 'pay-signature': `t=${NOW},v0=ff,v1=${sign(`${NOW}.${body.toString()}`)}` }],
    [
      'another header signed with it, base64',
      named,
      { 'x-event': 'push', 'x-sign': sign(`push|${body.toString()}`, 'new', 'base64', 'sha1') },
    ],
    ['Standard Webhooks', standard, standardHeaders()],
    ['bearer', { type: 'bearer', secrets }, { authorization: 'Bearer old' }],
    ['basic', { type: 'basic', user: 'u', secrets }, { authorization: `Basic ${Buffer.from('u:new').toString('base64')}` }],
    ['a header', { type: 'header', header: 'X-Token', secrets }, { 'x-token': 'new' }],
    ['none', { type: 'none' }, {}],
  ])('%s', (_name, auth, headers) => expect(refusal(auth, headers)).toBeNull());
  it('bytes that are no text are signed as they came', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    expect(refusal(github, { 'x-hub-signature-256': `sha256=${sign(bytes)}` }, bytes)).toBeNull();
  });
});

describe('refused', () => {
  const old = String(Number(NOW) - 400);
  it.each<[string, object, Record<string, string>]>([
    ['no header', github, {}],
    ['no prefix', github, { 'x-hub-signature-256': sign(body) }],
    ['another secret', github, { 'x-hub-signature-256': `sha256=${sign(body, 'other')}` }],
    ['half a signature', github, { 'x-hub-signature-256': `sha256=${sign(body).slice(0, 32)}` }],
    ['nothing behind the prefix', github, { 'x-hub-signature-256': 'sha256=' }],
    ['a changed body', github, { 'x-hub-signature-256': `sha256=${sign('x')}` }],
    ['the right one after a flood', github, { 'x-hub-signature-256': `${'sha256=00,'.repeat(50)}sha256=${sign(body)}` }],
    ['an old timestamp', timed, { 'x-time': old, 'x-sign': sign(`${old}:${body.toString()}`) }],
    ['no timestamp', timed, { 'x-sign': sign(`:${body.toString()}`) }],
    ['a timestamp that is none', timed, { 'x-time': `${NOW}x`, 'x-sign': sign(`${NOW}x:${body.toString()}`) }],
    ['another timestamp than was signed', pairs, { 'pay-signature': `t=${Number(NOW) - 1},v1=${sign(`${NOW}.${body.toString()}`)}` }],
    ['an old Standard Webhook', standard, standardHeaders(old)],
    ['another id than was signed', standard, standardHeaders(NOW, 'm-2')],
    ['bearer in another case', { type: 'bearer', secrets }, { authorization: 'Bearer NEW' }],
    ['another user', { type: 'basic', user: 'u', secrets }, { authorization: `Basic ${Buffer.from('v:new').toString('base64')}` }],
    ['an empty header', { type: 'header', header: 'X-Token', secrets }, { 'x-token': '' }],
  ])('%s', (_name, auth, headers) => expect(refusal(auth, headers)).toEqual(expect.any(String)));
  it('a secret that is not there is our fault', () => {
    const missing = { type: 'bearer', secrets: ['env:REST_NONE'] };
    expect(() => refusal(missing, { authorization: 'Bearer x' })).toThrow('REST_NONE');
  });
  it('without settings for webhooks nothing is authentic', () => {
    expect(connector.webhook?.authenticate({}, body, settings.parse({ auth: { type: 'none' } }))).toContain('settings.webhook');
  });
});

const vectors = new URL('../../../shared/data/conformance-signatures/standard-webhooks-sign.json', import.meta.url);
(existsSync(vectors) ? it : it.skip)('the recorded signature of another maker fits, and is too old', () => {
  const { secret, payload, ...headers } = JSON.parse(readFileSync(vectors, 'utf8')) as Record<string, string>;
  Object.assign(process.env, { REST_VECTOR: secret });
  const past = jest.spyOn(Date, 'now').mockReturnValue(Number(headers['webhook-timestamp']) * 1_000);
  const auth = { type: 'standard-webhooks', secrets: ['env:REST_VECTOR'] };
  expect(refusal(auth, headers, Buffer.from(payload ?? ''))).toBeNull();
  past.mockRestore();
  expect(refusal(auth, headers, Buffer.from(payload ?? ''))).toContain('too old');
  delete process.env.REST_VECTOR;
});

describe('cut', () => {
  const parse = (text: string, webhook: object, receive: object = incident, headers = {}) =>
    connector.webhook?.parse(headers, Buffer.from(text), described({ type: 'none' }, webhook, receive)) ?? [];
  it('XML and forms', () => {
    const xml = '<events><e><id>1</id><t>x</t></e><e><id>2</id></e></events>';
    expect(parse(xml, { format: 'xml', items: 'events.e' }).map(({ record }) => record)).toEqual(['1', '2']);
    expect(parse('<events><e><id>1</id></e></events>', { format: 'xml', items: 'events.e' }).map(({ record }) => record)).toEqual(['1']);
    expect(parse('id=7&t=x%20y', { format: 'form' })).toMatchObject([{ record: '7', body: Buffer.from('{"id":"7","t":"x y"}') }]);
  });
  it('an id of the event from a header or the entry', () => {
    expect(parse('{"id":1}', {}, { ...incident, webhook: { eventId: { header: 'X-Delivery' } } }, { 'x-delivery': 'd-1' })).toMatchObject([
      { eventId: 'd-1' },
    ]);
    expect(parse('{"id":1,"event":{"id":"e-1"}}', {}, { ...incident, webhook: { eventId: 'event.id' } })).toMatchObject([
      { record: '1', eventId: 'e-1' },
    ]);
  });
  it('a version of many kinds, and none that could fall', () => {
    const at = { ...incident, version: { path: 'at', time: 'iso' } };
    expect(parse('{"id":1,"at":"2026-01-05T10:00:00Z"}', {}, at)).toMatchObject([{ version: Date.parse('2026-01-05T10:00:00Z') }]);
    for (const version of ['-1', '1.5', '1e3', 'v2', '12345678901234567890'])
      expect(parse(`{"id":1,"n":"${version}"}`, {}, { ...incident, version: 'n' })).toMatchObject([
        { defect: expect.stringContaining('version') },
      ]);
  });
  it.each([
    ['[{"id":1},2]', 2],
    ['{"id":"\\ud800"}', 1],
    ['{"id":1,"__proto__":{"x":1}}', 1],
    [`{"id":"${'x'.repeat(300)}"}`, 1],
    [`{"id":1,"t":"${'x'.repeat(950_000)}"}`, 1],
    [`[${'{"id":1},'.repeat(10_001)}{}]`, 1],
  ])('%.40s is parked, not lost', (text, count) => {
    const events = parse(text, {});
    expect(events).toHaveLength(count);
    expect(events.at(-1)?.defect).toEqual(expect.any(String));
    for (const { body: kept } of events) expect(kept.length).toBeLessThanOrEqual(900_000);
  });
});

describe('mapped', () => {
  const raw = {
    auth: { type: 'none' },
    webhook: { auth: { type: 'none' } },
    receive: {
      event: {
        webhook: {},
        record: 'id',
        occurredAt: { path: 'at', time: 'epochSeconds' },
        deleted: { path: 'gone', is: ['true'] },
        fields: {
          name: { text: '{{check}}' },
          title: { text: '{{check}} on {{host | ip}}' },
          status: { from: 'up', values: { true: 'resolved', false: 'firing' } },
          severity: { from: 'level', valueMap: 'severity' },
          startedAt: { from: 'at', time: 'epochSeconds' },
          ciKeys: ['node/{{host}}', 'ip/{{ip}}'],
          labels: 'tags',
          links: [
            { rel: { value: 'dashboard' }, url: 'url' },
            { rel: { value: 'runbook' }, url: 'book' },
          ],
          extra: { names: { site: 'where.site', n: 'n' } },
        },
      },
    },
  };
  const entry = {
    id: 1,
    at: 1_767_607_200,
    check: 'ping',
    ip: '10.0.0.1',
    up: false,
    level: 3,
    tags: { team: 'a', none: null },
    url: 'https://x/1',
    n: 5,
  };
  const map = (over: object = {}, valueMaps = { severity: { '3': 'critical' } }, given: unknown = raw) =>
    connector.maps?.['rest/event/webhook']?.(Buffer.from(JSON.stringify({ ...entry, ...over })), valueMaps, {}, given);

  it('texts, lists, maps, links, moments and words', () => {
    expect(map({ gone: true })).toMatchObject({
      kind: 'mapped',
      model: 'event',
      occurredAt: 1_767_607_200_000,
      deleted: true,
      value: {
        name: 'ping',
        title: 'ping on 10.0.0.1',
        status: 'firing',
        severity: 'critical',
        startedAt: 1_767_607_200_000,
        endedAt: null,
        ciKeys: ['ip/10.0.0.1'],
        labels: { team: 'a' },
        links: [{ rel: 'dashboard', title: null, url: 'https://x/1' }],
        extra: { n: '5' },
      },
    });
  });
  it.each<[string, object, object, string, string]>([
    ['a word without a row', { level: 4 }, {}, 'unknown-value', 'severity'],
    ['a trap for a word', { level: 'constructor' }, {}, 'unknown-value', 'severity'],
    ['a map that is not there', {}, { severity: undefined }, 'unknown-value', 'severity'],
    ['nothing to make a title of', { check: null, ip: null }, {}, 'missing-value', 'name'],
    ['a list for a map', { tags: ['a'] }, {}, 'invalid-value', 'labels'],
    ['an object for a text', { check: { a: 1 }, ip: null }, {}, 'mapped', ''],
    ['no time', { at: 'soon' }, {}, 'invalid-value', 'at'],
  ])('%s', (_name, over, maps, code, field) => {
    const mapped = map(over, { severity: { '3': 'critical' }, ...maps } as never);
    if (code === 'mapped') expect(mapped).toMatchObject({ kind: 'mapped' });
    else expect(mapped).toMatchObject({ kind: 'rejected', code, evidence: { field } });
  });
  it.each([null, {}, 'x', { auth: 7 }])('without settings that fit (%j) it is parked with that reason', (given) => {
    expect(map({}, undefined, given)).toMatchObject({ kind: 'rejected', code: 'unknown-format' });
  });
});
