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

describe('webhooks v2, which are not signed', () => {
  const legacy = settings.parse({ legacyWebhook: { header: 'X-Junctor-Token', secrets: ['env:PD_TEST_OLD'] } });
  it('are authentic by a header, and only where it is set', () => {
    expect(authenticate({ 'x-junctor-token': 'old-secret' }, body, legacy)).toBeNull();
    expect(authenticate({ 'x-junctor-token': 'new-secret' }, body, legacy)).toContain('not the one agreed');
    expect(authenticate({}, body, legacy)).toContain('missing');
    expect(authenticate({ 'x-junctor-token': 'old-secret' }, body, given)).toContain('signature');
    expect(authenticate({ 'x-junctor-token': 'old-secret', 'x-pagerduty-signature': 'v1=00' }, body, legacy)).toContain('webhookSecrets');
  });

  const incident = {
    id: 'PV2',
    type: 'incident',
    incident_number: 33,
    title: 'Orders wait',
    status: 'acknowledged',
    urgency: 'high',
    priority: { summary: 'P1' },
    service: { id: 'S1', summary: 'Orders' },
    assignments: [{ at: '2026-01-05T10:00:00Z', assignee: { id: 'U1', summary: 'Ana' } }],
    teams: [{ summary: 'Shop' }],
    created_at: '2026-01-05T09:58:00Z',
    html_url: 'https://example.pagerduty.com/incidents/PV2',
  };
  const message = { id: 'm-1', event: 'incident.acknowledge', created_on: '2026-01-05T10:00:00Z', incident };
  const { incident_number: number, assignments, ...rest } = incident;
  const data = { ...rest, number, assignees: assignments.map(({ assignee }) => assignee) };
  const newer = { id: 'e-1', event_type: 'incident.acknowledged', occurred_at: message.created_on, agent: null, data };
  const mapped = (call: object) =>
    parse({}, Buffer.from(JSON.stringify(call))).map((event) => ({
      record: event.record,
      defect: event.defect,
      ...mapIncident(event.body, { priority: { P1: 'critical' } }, {}),
    }));

  it('are the same record and the same incident as v3, one call after the other', () => {
    const calls = [{ messages: [message, message] }, { event: newer }, { messages: [message] }, { event: newer }];
    const all = calls.flatMap(mapped);
    expect(all).toHaveLength(5);
    for (const one of all) expect(one).toEqual(all[0]);
    expect(all[0]).toMatchObject({
      record: 'PV2',
      kind: 'mapped',
      value: { number: '33', status: 'in_progress', assignee: 'Ana', group: 'Shop' },
    });
  });
  it.each([{ messages: [7] }, { messages: [{ id: 'm', event: 'incident.trigger' }] }, { messages: [] }, { messages: {} }])(
    '%j is parked',
    (call) => {
      expect(parse({}, Buffer.from(JSON.stringify(call)))).toMatchObject([{ defect: expect.stringContaining('v2') }]);
    },
  );
  it('a bad message costs the good one beside it nothing', () => {
    expect(parse({}, Buffer.from(JSON.stringify({ messages: [{}, message] }))).map(({ defect }) => defect === null)).toEqual([false, true]);
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
