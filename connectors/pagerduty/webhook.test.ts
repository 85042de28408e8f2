/** Webhooks v3 in: authentic or not, cut, mapped. */
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemsOf } from '#libs/model';
import { authenticate } from './authenticate.ts';
import { mapIncident } from './incident.map.ts';
import { settings } from './settings.ts';
import { parse } from './webhook.ts';

const folder = new URL('testdata/', import.meta.url);
const read = (name: string): Record<string, Record<string, unknown>> => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as never;
const cases = readdirSync(folder).filter((name) => name.endsWith('.post.json'));
const given = settings.parse({ webhookSecrets: ['env:PD_TEST_NEW', 'env:PD_TEST_OLD'] });
const body = Buffer.from('{"event":{}}');
const signed = (secret: string, of = body) => `v1=${createHmac('sha256', secret).update(of).digest('hex')}`;

beforeAll(() => {
  Object.assign(process.env, { PD_TEST_NEW: 'new-secret', PD_TEST_OLD: 'old-secret' });
});
afterAll(() => {
  delete process.env.PD_TEST_NEW;
  delete process.env.PD_TEST_OLD;
});

describe('authentic', () => {
  it.each([
    ['the new secret', signed('new-secret')],
    ['the old one', signed('old-secret')],
    ['several, one of which fits', `${signed('other')},v2=ff, ${signed('old-secret')}`],
    ['capital hex', signed('new-secret').replace(/[a-f]/g, (letter) => letter.toUpperCase())],
  ])('%s', (_name, header) => expect(authenticate({ 'x-pagerduty-signature': header }, body, given)).toBeNull());
});

describe('refused', () => {
  it.each<[string, string | undefined, Buffer]>([
    ['no header', undefined, body],
    ['another secret', signed('other'), body],
    ['a changed body', signed('new-secret'), Buffer.from('{"event":{} }')],
    ['no version', signed('new-secret').slice(3), body],
    ['another version', signed('new-secret').replace('v1', 'v0'), body],
    ['half a signature', signed('new-secret').slice(0, 40), body],
    ['the right one after a flood', `${Array.from({ length: 20 }, () => signed('other')).join(',')},${signed('new-secret')}`, body],
  ])('%s', (_name, header, bytes) => {
    expect(authenticate({ 'x-pagerduty-signature': header }, bytes, given)).toMatch(/signature/);
  });
  it('without secrets nothing is authentic; a secret that is not there is our fault', () => {
    expect(authenticate({ 'x-pagerduty-signature': signed('') }, body, settings.parse({}))).toContain('webhookSecrets');
    expect(() =>
      authenticate({ 'x-pagerduty-signature': signed('x') }, body, settings.parse({ webhookSecrets: ['env:PD_TEST_NONE'] })),
    ).toThrow('PD_TEST_NONE');
  });
});

describe('golden: post to event to canonical incident', () => {
  it('there are cases', () => expect(cases.length).toBeGreaterThanOrEqual(3));
  it.each(cases)('%s', (name) => {
    const expected = read(name.replace('.post.', '.expected.'));
    const [event, ...others] = parse({}, readFileSync(new URL(name, folder)));
    expect(others).toEqual([]);
    const { body: kept, ...cut } = event ?? { body: Buffer.alloc(0) };
    const mapped = mapIncident(kept, { priority: { P1: 'critical', P2: 'high' } }, {});
    expect({ event: cut, mapped }).toEqual(expected);
  });
  it('what is mapped fits the model', () => {
    for (const name of cases) {
      const [event] = parse({}, readFileSync(new URL(name, folder)));
      const mapped = mapIncident(event?.body ?? Buffer.alloc(0), {}, {});
      if (mapped.kind !== 'mapped') throw new Error(mapped.evidence.message);
      const withoutEnvelope = problemsOf('incident', { ...mapped.value, meta: null, context: null }).filter(
        (problem) => !JSON.stringify(problem).includes('meta'),
      );
      expect(withoutEnvelope).toEqual([]);
    }
  });
});

describe('not taken, and parked', () => {
  const post = (event: object) => parse({}, Buffer.from(JSON.stringify({ event })));
  const base = { id: 'E1', event_type: 'incident.triggered', occurred_at: '2026-01-05T10:00:00Z' };
  it.each([
    ['the test ping', { ...base, event_type: 'pagey.ping', data: { type: 'ping', message: 'Hello' } }],
    ['a note', { ...base, event_type: 'incident.annotated', data: { id: 'N1', type: 'incident_note', incident: { id: 'I1' } } }],
    ['a service', { ...base, event_type: 'service.updated', data: { id: 'S1', type: 'service' } }],
  ])('%s is no event of an incident', (_name, event) => expect(post(event)).toEqual([]));
  it.each([
    ['no data', { ...base }],
    ['no id of the incident', { ...base, data: { type: 'incident' } }],
    ['no id of the event', { ...base, id: '', data: { id: 'I1', type: 'incident' } }],
    ['half a surrogate pair', { ...base, data: { id: 'I1', type: 'incident', title: '\ud800' } }],
  ])('%s is a defect', (_name, event) => expect(post(event)).toMatchObject([{ defect: expect.any(String) }]));

  const map = (data: object, event: object = {}) =>
    mapIncident(Buffer.from(JSON.stringify({ ...base, data, ...event })), { priority: { P1: 'critical' } }, {});
  const data = { id: 'I1', type: 'incident', status: 'triggered', urgency: 'high' };
  it.each<[string, object, object, string]>([
    ['a status nobody has', { ...data, status: 'toString' }, {}, 'status'],
    ['an urgency nobody has', { ...data, urgency: 'severe' }, {}, 'urgency'],
    ['a priority that is not mapped', { ...data, priority: { summary: 'P9' } }, {}, 'priority'],
    ['a time that is none', data, { occurred_at: 'yesterday' }, 'occurred_at'],
  ])('%s is rejected', (_name, given, event, field) => expect(map(given, event)).toMatchObject({ kind: 'rejected', evidence: { field } }));
});
