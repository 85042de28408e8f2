import { describe, expect, it } from '@jest/globals';
import type { Message, SourceValue } from '#libs/stage';
import { type DecodeAny, unwrap } from './unwrap.ts';

const message = (text: string | null, headers: Record<string, string> = {}): Message<SourceValue> => ({
  id: 'm',
  topic: 'theirs',
  partition: 0,
  offset: 5n,
  timestamp: 0,
  key: 'k',
  headers,
  revision: null,
  traceparent: null,
  trail: '[]',
  value: { bytes: text === null ? null : Buffer.from(text) },
});
const decodeAny: DecodeAny = (value) =>
  value.toString() === 'framed' ? { ok: true, value: { number: 1 } } : { ok: false, message: 'not a frame' };
const binary = { ce_id: '1', ce_source: '/s', ce_type: 't', ce_specversion: '1.0' };
const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };

describe('unwrap', () => {
  it.each<[string, 'json' | 'avro' | 'cloudevents', string, Record<string, string>, string, string | null]>([
    ['JSON as it is', 'json', '{"a":1}', {}, '{"a":1}', null],
    ['JSON is the connector’s to judge', 'json', 'no json', {}, 'no json', null],
    ['Avro as JSON', 'avro', 'framed', {}, '{"number":1}', null],
    ['a binary CloudEvent', 'cloudevents', '{"a":1}', binary, '{"a":1}', '/s 1'],
    ['a structured CloudEvent', 'cloudevents', '{"id":"1","source":"/s","data":{"a":1}}', structured, '{"a":1}', '/s 1'],
    ['a structured one with bytes', 'cloudevents', '{"id":"1","source":"/s","data_base64":"eyJhIjoxfQ=="}', structured, '{"a":1}', '/s 1'],
    ['a structured one without data', 'cloudevents', '{"id":"1","source":"/s"}', structured, 'null', '/s 1'],
  ])('%s', (_name, format, text, headers, bytes, eventId) => {
    expect(unwrap(message(text, headers), format, decodeAny)).toEqual({ kind: 'value', bytes: Buffer.from(bytes), eventId });
  });

  it.each<[string, 'json' | 'avro' | 'cloudevents', string | null, Record<string, string>, RegExp]>([
    ['a tombstone', 'json', null, {}, /tombstone/],
    ['what is no Avro frame', 'avro', '{"a":1}', {}, /not a frame/],
    ['what is no CloudEvent', 'cloudevents', '{"a":1}', {}, /neither/],
    ['a binary one without an id', 'cloudevents', '{}', { ...binary, ce_id: '' }, /neither/],
    ['a structured one that is not JSON', 'cloudevents', '{', structured, /not JSON/],
    ['a structured one without an id', 'cloudevents', '{"source":"/s"}', structured, /without id/],
    ['a structured null', 'cloudevents', 'null', structured, /without id/],
  ])('refuses %s', (_name, format, text, headers, reason) => {
    const unwrapped = unwrap(message(text, headers), format, decodeAny);
    expect(unwrapped).toMatchObject({ kind: 'defect', reason: expect.stringMatching(reason) });
  });
});
