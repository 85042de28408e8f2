import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mapAlert } from './alert.map.ts';
import { parse } from './post.ts';

const valueMaps = { severity: { critical: 'critical', warning: 'medium', info: 'info', none: 'info' } };
const folder = new URL('testdata/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const posts = readdirSync(folder).filter((name) => name.endsWith('.post.json'));

const good = {
  status: 'firing',
  labels: { alertname: 'A', severity: 'warning', cluster: 'c', namespace: 'n' },
  annotations: {},
  startsAt: '2026-03-02T08:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: 'f',
};
const map = (alert: object, maps: Record<string, Record<string, string>> = valueMaps) =>
  mapAlert(Buffer.from(JSON.stringify({ alert })), maps, {});

describe('golden: post to canonical events', () => {
  it.each(posts)('%s', (name) => {
    const settings = { auth: { type: 'none' as const }, maxAlerts: 100 };
    const mapped = parse({}, read(name), settings).map((event) => mapAlert(event.body, valueMaps, event.attributes));
    const golden = name.replace('.post.', '.expected.');
    expect(existsSync(new URL(golden, folder))).toBe(true);
    expect(mapped).toEqual(JSON.parse(read(golden).toString()));
  });
});

describe('rejected', () => {
  it.each([
    ['missing-field', 'labels.alertname', { ...good, labels: { severity: 'info' } }],
    ['unknown-value', 'labels.severity', { ...good, labels: { alertname: 'A', severity: 'page' } }],
    ['unknown-value', 'labels.severity', { ...good, labels: { alertname: 'A' } }],
    ['unknown-value', 'labels.severity', { ...good, labels: { alertname: 'A', severity: 'toString' } }],
    ['unknown-value', 'status', { ...good, status: 'suppressed' }],
    ['invalid-value', 'startsAt', { ...good, startsAt: 'yesterday' }],
    ['invalid-value', 'startsAt', { ...good, startsAt: '2026-02-30T00:00:00Z' }],
    ['invalid-value', 'endsAt', { ...good, status: 'resolved' }],
  ])('%s: %s', (code, field, alert) => {
    expect(map(alert)).toMatchObject({ kind: 'rejected', code, evidence: { field } });
  });

  it('names value, known values and what to add', () => {
    const { evidence } = map({ ...good, labels: { alertname: 'A', severity: 'page' } }) as { evidence?: Record<string, string> };
    expect(evidence?.message).toContain('"page"');
    expect(evidence?.expected).toBe('one of: critical, warning, info, none');
    expect(evidence?.hint).toContain('Add "page": <critical|high|medium|low|info> to spec.valueMaps.severity');
  });

  it('refuses a value map that leads nowhere', () => {
    expect(map(good, { severity: { warning: 'urgent' } })).toMatchObject({ code: 'unknown-value' });
    expect(map(good, {})).toMatchObject({ code: 'unknown-value' });
  });

  it('takes alerts without severity when the map says what they are', () => {
    const { severity: _left, ...labels } = good.labels;
    expect(map({ ...good, labels }, { severity: { '': 'low' } })).toMatchObject({ value: { severity: 'low' } });
  });

  it('refuses a body that is no alert', () => {
    for (const body of ['', '{', '[]', '{}', '{"alert":1}']) {
      expect(mapAlert(Buffer.from(body), valueMaps, {})).toMatchObject({ kind: 'rejected', code: 'malformed' });
    }
  });
});

describe('single fields', () => {
  it.each([
    [{ node: 'w1', namespace: 'n', cluster: 'c' }, ['node/w1']],
    [{ namespace: 'n', cluster: 'c' }, ['service/c/n']],
    [{ namespace: 'n' }, []],
  ])('ciKeys of %j', (labels, ciKeys) => {
    expect(map({ ...good, labels: { alertname: 'A', severity: 'info', ...labels } })).toMatchObject({ value: { ciKeys } });
  });

  it('a firing alert has no end, whatever endsAt foretells', () => {
    expect(map({ ...good, endsAt: '2026-03-02T08:05:00Z' })).toMatchObject({ value: { endedAt: null } });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (alert) => ['mapped', 'rejected'].includes(map(Object(alert)).kind)));
  });
});
