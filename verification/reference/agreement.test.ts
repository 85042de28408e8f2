/** The connectors, held against the reference: two readings of the same input, written apart, must agree. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { connector as alertmanager } from '#connectors/alertmanager';
import { connector as auditLog } from '#connectors/itsm-audit-log';
import { type AuditRow, auditRows, readAuditRows, readRecording, SESSION, writeAuditLog } from '#verification/data';
import { incidentFields } from '#verification/oracles';
import { expectedIncidents, expectedTickets } from './reference.ts';

const status = {
  New: 'new',
  Active: 'in_progress',
  Resolved: 'resolved',
  Closed: 'closed',
  'Awaiting User Info': 'on_hold',
  'Awaiting Problem': 'on_hold',
  'Awaiting Vendor': 'on_hold',
  'Awaiting Evidence': 'on_hold',
};

function mapRow(row: AuditRow): {
  readonly number: string;
  readonly version: number;
  readonly value: Readonly<Record<string, unknown>> | null;
} {
  const event = auditLog.topic?.parse(row.number ?? null, Buffer.from(JSON.stringify(row)), {}, { timezone: 'UTC' })[0];
  if (event === undefined || event.defect !== null || event.record === null || event.version === null)
    throw new Error(event?.defect ?? 'no event');
  const mapped = auditLog.maps?.[event.format]?.(event.body, { status }, event.attributes);
  return { number: event.record, version: event.version, value: mapped?.kind === 'mapped' ? { ...mapped.value } : null };
}

async function compare(rows: AsyncIterable<AuditRow> | Iterable<AuditRow>, csv: string, limit: number) {
  const last = new Map<string, { version: number; value: Readonly<Record<string, unknown>> }>();
  let parked = 0;
  for await (const row of rows) {
    const { number, version, value } = mapRow(row);
    if (value === null) parked++;
    else if (version >= (last.get(number)?.version ?? 0)) last.set(number, { version, value });
  }
  const expected = expectedIncidents(csv, limit);
  expect(parked).toBe(expected.counts.parked);
  expect(last.size).toBe(expected.counts.incidents);
  for (const incident of expected.incidents) {
    const value = last.get(String(incident.number))?.value ?? {};
    for (const field of incidentFields)
      expect([incident.number, field, value[field]]).toEqual([incident.number, field, Reflect.get(incident, field)]);
  }
  return expected.counts;
}

it('agrees on a generated audit log', async () => {
  let csv = '';
  for await (const text of writeAuditLog({ seed: 7, rows: 3_000 })) csv += text;
  const counts = await compare(auditRows({ seed: 7, rows: 3_000 }), csv, 3_000);
  expect(counts.stale).toBeGreaterThan(0);
  expect(counts.duplicate).toBeGreaterThan(0);
  expect(counts.applied + counts.stale + counts.duplicate + counts.parked).toBe(3_000);
});

const real = new URL('../../../shared/data/uci-servicenow-incident-event-log/incident_event_log.csv.gz', import.meta.url).pathname;

async function* realRows(limit: number): AsyncGenerator<AuditRow> {
  for await (const { row } of readAuditRows(real, limit)) yield row;
}

(existsSync(real) ? describe : describe.skip)('the public ServiceNow log (skipped where it is not there)', () => {
  it('agrees on the first 2,000 rows', async () => {
    const counts = await compare(realRows(2_000), gunzipSync(readFileSync(real)).toString(), 2_000);
    expect(counts).toMatchObject({ rows: 2_000, stale: 10, parked: 0 });
  });
});

describe('the recorded session', () => {
  it('has the figures that its note gives, and every alert of it is mapped', async () => {
    const severity = { critical: 'critical', warning: 'medium', info: 'info', none: 'info' };
    const settings = alertmanager.settings.parse({ auth: { type: 'none' } });
    const first = new Map<string, string>();
    let [posts, alerts] = [0, 0];
    for await (const post of readRecording()) {
      posts++;
      for (const event of alertmanager.webhook?.parse({}, Buffer.from(post.body), settings) ?? []) {
        alerts++;
        const mapped = alertmanager.maps?.[event.format]?.(event.body, { severity }, event.attributes);
        if (event.record === null || mapped?.kind !== 'mapped' || mapped.model !== 'event')
          throw new Error(`post ${post.index}: ${event.defect}`);
        if (!first.has(event.record)) first.set(event.record, mapped.value.status);
      }
    }
    const resolvedFirst = [...first.values()].filter((state) => state === 'resolved').length;
    expect({ posts, alerts, fingerprints: first.size, resolvedFirst }).toEqual({
      posts: 2_487,
      alerts: 2_802,
      fingerprints: 1_123,
      resolvedFirst: 11,
    });
  });

  it('makes 731 tickets, 123 of them open at the end', () => {
    const cmdb = JSON.parse(readFileSync(new URL('../data/cmdb.json', import.meta.url), 'utf8'));
    const { counts } = expectedTickets(gunzipSync(readFileSync(SESSION)).toString(), cmdb);
    expect(counts).toEqual({ tickets: 731, open: 123, resolved: 608, nothingToResolve: 10 });
  });
});
