import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mapCi } from './ci.map.ts';
import { parse } from './record.ts';

const good = {
  id: 'ci-1',
  name: 'payments on green',
  class: 'service',
  keys: ['service/green/payments'],
  criticality: 'mission_critical',
  environment: 'production',
  owner: 'payments',
  supportGroup: 'Payments',
  service: 'payments',
  relations: [{ type: 'runs_on', target: 'ci-2' }],
  updatedAt: '2026-01-05T06:00:00Z',
};
const map = (record: unknown, valueMaps = {}) => mapCi(Buffer.from(JSON.stringify(record)), valueMaps, {});
const run = (value: string, key: string | null = 'ci-1') => parse(key, Buffer.from(value), {})[0];

describe('parse', () => {
  it('takes the id as record', () =>
    expect(run(JSON.stringify(good), null)).toMatchObject({ record: 'ci-1', version: null, eventId: null, defect: null }));
  it.each([
    ['', 'empty body'],
    ['{', 'not valid JSON'],
    ['7', 'a JSON object was expected'],
    ['{}', 'id is missing'],
    ['{"id":1}', 'id is missing'],
    ['{"id":"x","__proto__":{}}', '__proto__'],
  ])('parks %j', (value, defect) => expect(run(value)).toMatchObject({ record: 'ci-1', defect: expect.stringContaining(defect) }));
  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => parse(null, Buffer.from(bytes), {}).length === 1));
  });
});

describe('mapCi', () => {
  it('maps all fields', () => {
    expect(map(good)).toEqual({
      kind: 'mapped',
      model: 'ci',
      occurredAt: Date.UTC(2026, 0, 5, 6),
      deleted: false,
      value: {
        name: 'payments on green',
        ciClass: 'service',
        status: 'in_use',
        criticality: 'mission_critical',
        environment: 'production',
        keys: ['service/green/payments'],
        serialNumber: null,
        fqdn: null,
        ipAddresses: [],
        owner: 'payments',
        supportGroup: 'Payments',
        service: 'payments',
        location: null,
        vendor: null,
        modelName: null,
        relations: [{ type: 'runs_on', target: 'ci-2' }],
        links: [],
        extra: {},
      },
    });
  });

  it('knows a deletion and an unknown time', () => {
    const { updatedAt: _left, ...timeless } = good;
    expect(map({ ...timeless, deleted: true })).toMatchObject({ deleted: true, occurredAt: 0 });
  });

  it('translates by value maps', () => {
    expect(map({ ...good, class: 'cmdb_ci_vm' }, { class: { cmdb_ci_vm: 'compute' } })).toMatchObject({ value: { ciClass: 'compute' } });
  });

  it.each([
    ['unknown-value', 'class', { ...good, class: 'toaster' }],
    ['unknown-value', 'criticality', { ...good, criticality: 'somewhat' }],
    ['unknown-value', 'status', { ...good, status: 'toString' }],
    ['invalid-value', 'keys', { ...good, keys: [] }],
    ['invalid-value', 'keys.0', { ...good, keys: [7] }],
    ['invalid-value', 'name', { ...good, name: '' }],
    ['invalid-value', 'updatedAt', { ...good, updatedAt: 'today' }],
    ['invalid-value', 'record', { ...good, suportGroup: 'x' }],
  ])('%s: %s', (code, field, record) => expect(map(record)).toMatchObject({ kind: 'rejected', code, evidence: { field } }));
});
