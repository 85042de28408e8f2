import { describe, expect, it } from '@jest/globals';
import type { SourceEvent } from '#libs/connector-kit';
import type { Raw } from '#libs/model';
import { captured } from './ingest.ts';

const event = (over: Partial<SourceEvent> = {}): SourceEvent => ({
  format: 'alert',
  record: 'r1',
  eventId: null,
  version: null,
  body: Buffer.from('{"a":1}'),
  contentType: 'application/json',
  attributes: {},
  defect: null,
  ...over,
});
const capture = { system: 'prometheus', channel: 'webhook' as const, receivedAt: 1_000, revision: 'rev' };

describe('captured', () => {
  it('is keyed by its record, and carries the revision of its time', () => {
    expect(captured(event(), capture)).toMatchObject({
      topic: 'junctor.raw.v1',
      key: 'prometheus/r1',
      revision: 'rev',
      value: { record: 'r1', receivedAt: 1_000 },
    });
  });

  it('has an id that does not depend on when it came, and that tells contents apart', () => {
    const { id } = captured(event(), capture);
    expect(captured(event(), { ...capture, receivedAt: 2_000, revision: 'later' }).id).toBe(id);
    expect(captured(event({ body: Buffer.from('{"a":2}') }), capture).id).not.toBe(id);
    expect(captured(event({ record: 'r2' }), capture).id).not.toBe(id);
    expect(captured(event({ eventId: 'e' }), capture).id).not.toBe(id);
    expect(captured(event(), { ...capture, system: 'other' }).id).not.toBe(id);
  });

  it('gives what names no record a key by its content, and leaves the record open', () => {
    const one = captured(event({ record: null, defect: 'no record' }), capture);
    expect(one.key).toBe(captured(event({ record: null, defect: 'no record' }), capture).key);
    expect(one.key).not.toBe(captured(event({ record: null, body: Buffer.from('x') }), capture).key);
    expect((one.value as Raw).record).toBe(null);
  });

  it('cuts what no record of the topic can hold, and says so', () => {
    const value = captured(event({ body: Buffer.alloc(1_000_000) }), capture).value as Raw;
    expect(value.body.length).toBe(64_000);
    expect(value.defect).toMatch(/1000000 bytes are more/);
  });
});
