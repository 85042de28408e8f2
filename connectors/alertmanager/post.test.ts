import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fingerprintOf } from './fingerprint.ts';
import { MAX_EVENT_BYTES, parse } from './post.ts';
import { settings as schema } from './settings.ts';

const settings = schema.parse({ auth: { type: 'none' } });
const file = (name: string) => readFileSync(new URL(`testdata/${name}`, import.meta.url));
const run = (body: string | Buffer, maxAlerts = 20_000) => parse({}, Buffer.from(body), { ...settings, maxAlerts });
const alert = (fingerprint: unknown, more: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'A', severity: 'warning' },
  annotations: {},
  startsAt: '2026-03-02T08:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint,
  ...more,
});
const post = (alerts: unknown, more: object = {}) =>
  JSON.stringify({ version: '4', receiver: 'r', groupKey: 'g', truncatedAlerts: 0, alerts, ...more });

describe('a good post', () => {
  it('becomes one event an alert, with the group beside it', () => {
    const [first, second, ...rest] = run(file('mixed.post.json'));
    expect(rest).toEqual([]);
    expect([first?.record, second?.record]).toEqual(['0a1b2c3d4e5f6071', '9f8e7d6c5b4a3928']);
    expect(first).toMatchObject({ format: 'alertmanager/v4', eventId: null, version: null, defect: null, contentType: 'application/json' });
    const body = JSON.parse(String(first?.body));
    expect(Object.keys(body)).toEqual(['alert', 'receiver', 'groupKey', 'groupLabels', 'externalURL', 'truncatedAlerts']);
    expect(body.alert.status).toBe('resolved');
  });

  it('notices alerts that max_alerts cut off, on every event', () => {
    expect(run(file('mixed.post.json')).map((event) => event.attributes)).toEqual([{ truncated: '3' }, { truncated: '3' }]);
    expect(run(file('firing.post.json')).map((event) => event.attributes)).toEqual([{}]);
  });

  it('keeps every digit of a groupKey that is a big number', () => {
    const body = post([alert('f1')]).replace('"groupKey":"g"', '"groupKey":12345678901234567890');
    expect(String(run(body)[0]?.body)).toContain('"groupKey":"12345678901234567890"');
  });

  it('of an Alertmanager before 0.21, which told no fingerprint, is the same record as after', () => {
    const labels = { alertname: 'Disk', severity: 'warning', umlaut_ä: 'ö' };
    const [told, computed] = run(post([alert('9d49c7ab0e3d0c5f', { labels }), alert(undefined, { labels })]));
    expect([told?.defect, computed]).toEqual([null, expect.objectContaining({ record: fingerprintOf(labels), defect: null })]);
    expect(run(post([alert(undefined, { labels })], { version: '3', groupKey: 5_615_590 }))).toEqual([
      expect.objectContaining({ record: fingerprintOf(labels), defect: null }),
    ]);
  });

  it('of 2,000 alerts becomes 2,000 events', () => {
    const events = run(post(Array.from({ length: 2000 }, (_, i) => alert(`f${i}`))));
    expect(new Set(events.map((event) => event.record)).size).toBe(2000);
    expect(events.every((event) => event.defect === null)).toBe(true);
  });

  it('loses only the group field that cannot travel', () => {
    const [event] = run(`{"version":"4","receiver":"\\ud800","groupKey":"g","alerts":[${JSON.stringify(alert('f1'))}]}`);
    expect(event).toMatchObject({ defect: null, attributes: { leftOut: 'receiver' } });
    expect(JSON.parse(String(event?.body))).not.toHaveProperty('receiver');
  });
});

describe('a post that is parked whole', () => {
  it.each([
    ['empty body', '', 'empty body'],
    ['broken JSON', '{"version":"4","alerts":[', 'not valid JSON'],
    ['a list', '[]', 'a JSON object was expected'],
    ['wrong version', post([alert('f')], { version: '2' }), 'version is "2", "4" or "3" was expected'],
    ['version as a number', post([alert('f')], { version: 4 }), 'version is 4, "4" or "3" was expected'],
    ['no version', '{"alerts":[]}', 'version is missing'],
    ['alerts missing', '{"version":"4"}', 'alerts is missing'],
    ['alerts no list', post({}), 'alerts is missing or not a list'],
    ['no alerts', post([]), 'alerts is empty'],
    ['10,000 levels', `{"version":"4","alerts":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'nested deeper than 64 levels'],
    ['__proto__', '{"__proto__":{"a":1},"version":"4","alerts":[]}', 'key __proto__'],
  ])('%s', (_name, body, defect) => {
    const events = run(body);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ record: null, defect: expect.stringContaining(defect) });
    expect(events[0]?.body.toString()).toBe(body);
  });

  it('when it has more alerts than the setting allows', () => {
    expect(run(post([alert('a'), alert('b')]), 1)).toEqual([
      expect.objectContaining({ defect: '2 alerts in one post, at most 1 are taken' }),
    ]);
  });

  it('is cut, and says so, when Kafka would refuse it', () => {
    const [event] = run(`{"a":"${'x'.repeat(2_000_000)}`);
    expect(event?.body).toHaveLength(MAX_EVENT_BYTES);
    expect(event).toMatchObject({ attributes: { bodyBytes: '2000006' }, defect: expect.stringContaining('kept: the first 900000 bytes') });
  });
});

describe('a bad alert among good ones', () => {
  it.each([
    ['no object', '7', null, 'not a JSON object'],
    ['neither fingerprint nor labels', JSON.stringify(alert(undefined, { labels: undefined })), null, 'labels is missing'],
    ['a number as fingerprint', JSON.stringify(alert(7)), null, 'fingerprint is not a text'],
    ['no labels', JSON.stringify(alert('bad', { labels: undefined })), 'bad', 'labels is missing'],
    ['labels as a list', JSON.stringify(alert('bad', { labels: [] })), 'bad', 'labels is not a JSON object'],
    ['a label that is a number', JSON.stringify(alert('bad', { labels: { a: 1 } })), 'bad', 'labels.a is 1, a text was expected'],
    ['an annotation that is null', JSON.stringify(alert('bad', { annotations: { a: null } })), 'bad', 'annotations.a is null'],
    [
      'half a surrogate pair',
      JSON.stringify(alert('bad', { labels: { a: '\ud800' } })),
      'bad',
      'alert.labels.a holds half a surrogate pair',
    ],
    ['a __proto__ label', JSON.stringify(alert('bad')).replace('"severity"', '"__proto__"'), 'bad', 'alert.labels has a key __proto__'],
  ])('%s', (_name, bad, record, defect) => {
    const body = post(['BAD', alert('good')]).replace('"BAD"', () => bad);
    const events = run(body);
    expect(events).toEqual([
      expect.objectContaining({ record, defect: expect.stringContaining(defect) }),
      expect.objectContaining({ record: 'good', defect: null }),
    ]);
    expect(Object.prototype).not.toHaveProperty('a');
  });
});

describe('parse never throws and never returns nothing', () => {
  it('on arbitrary bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => run(Buffer.from(bytes)).length > 0));
  });
  it('on arbitrary JSON in every place', () => {
    const any = fc.jsonValue();
    const odd = fc.record({ fingerprint: any, labels: any, annotations: any, status: any }, { requiredKeys: [] });
    const alerts = fc.oneof(any, fc.array(fc.oneof(any, odd), { maxLength: 4 }));
    fc.assert(fc.property(alerts, any, (list, groupKey) => run(post(list, { groupKey })).length > 0));
  });
});

describe('fingerprintOf', () => {
  // Computed by an independent implementation; the second by hand, since the hash of nothing is its offset.
  it.each([
    [{ alertname: 'HostDown', instance: 'web-1', job: 'node' }, '610d7b4a583df27c'],
    [{}, 'cbf29ce484222325'],
    [{ a: 'ä', b: '' }, 'e8e05456a449d101'],
  ])('%j', (labels, expected) => expect(fingerprintOf(labels as Record<string, string>)).toBe(expected));
  it('does not depend on the order of labels', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (labels) => {
        const turned = Object.fromEntries(Object.entries(labels).toReversed());
        expect(fingerprintOf(turned)).toBe(fingerprintOf(labels));
      }),
    );
  });
});
