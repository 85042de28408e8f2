import { describe, expect, it } from '@jest/globals';
import { cloudEventHeaders, header, readCloudEvent } from './headers.ts';
import { extendTrail, hopsOf, noTrail, readTrail, writeTrail } from './trail.ts';

const hops = [
  { topic: 'junctor.raw.v1', partition: 3, offset: 7, at: 1_700_000_000_000 },
  { topic: 'junctor.canonical.event.v1', partition: 0, offset: 9_007_199_254_740_991, at: 1_700_000_000_003 },
];

describe('trail', () => {
  it('comes back as it was written, under any letter case', () => {
    expect(readTrail({ 'Junctor-Trail': writeTrail(hops) })).toEqual(hops);
    expect(writeTrail(hops.slice(0, 1))).toBe('[["junctor.raw.v1",3,7,1700000000000]]');
  });

  it.each([
    ['missing', undefined],
    ['not JSON', '[['],
    ['not a list', '{"0":1}'],
    ['a hop that is no list', '[1]'],
    ['a short hop', '[["t",1,2]]'],
    ['a long hop', '[["t",1,2,3,4]]'],
    ['a negative offset', '[["t",1,-2,3]]'],
    ['a fraction', '[["t",1,2.5,3]]'],
    ['a number beyond 2^53', '[["t",1,9007199254740993,3]]'],
    ['a topic that is no text', '[[{},1,2,3]]'],
    ['one good hop and one bad', '[["t",1,2,3],null]'],
    ['too many hops', JSON.stringify(Array.from({ length: 65 }, () => ['t', 1, 2, 3]))],
    ['oversized', `[["${'t'.repeat(20_000)}",1,2,3]]`],
    ['nested deep', `${'['.repeat(8_000)}${']'.repeat(8_000)}`],
  ])('is empty when it is %s', (_, text) => {
    expect(readTrail(text === undefined ? {} : { 'junctor-trail': text })).toEqual([]);
  });
});

describe('a trail that goes on', () => {
  const hop = { topic: 'junctor.enriched.event.v1', partition: 1, offset: 2, at: 3 };

  it('has one hop more', () => {
    expect(hopsOf(extendTrail(writeTrail(hops), hop))).toEqual([...hops, hop]);
    expect(hopsOf(extendTrail(noTrail, hop))).toEqual([hop]);
  });

  it.each([undefined, '', 'x', '[[', ']]', '{}', `[["${'t'.repeat(20_000)}",1,2,3]]`])('begins anew after what is none: %s', (before) => {
    expect(hopsOf(extendTrail(before, hop))).toEqual([hop]);
  });
});

describe('headers', () => {
  const event = {
    id: '1',
    source: '/junctor/ingest',
    type: 'raw',
    time: '2024-01-01T00:00:00Z',
    subject: 'a/b',
    contentType: 'application/avro',
  };

  it('carry an event in the binary binding', () => {
    const headers = cloudEventHeaders(event);
    expect(headers).toMatchObject({ ce_specversion: '1.0', ce_id: '1', 'content-type': 'application/avro' });
    expect(readCloudEvent(headers)).toEqual(event);
    expect(readCloudEvent({ CE_ID: '1', Ce_Source: 's', ce_TYPE: 't', ce_specversion: '1.0' })).toEqual({
      id: '1',
      source: 's',
      type: 't',
    });
  });

  it.each(['ce_id', 'ce_source', 'ce_type', 'ce_specversion'])('without %s are no event', (name) => {
    expect(readCloudEvent({ ...cloudEventHeaders(event), [name]: '' })).toBeNull();
  });

  it('are found by name whatever the case, and nothing is found in the prototype', () => {
    expect(header({ Traceparent: 'x' }, 'traceparent')).toBe('x');
    expect(header({}, 'traceparent')).toBeUndefined();
    expect(header({}, 'toString')).toBeUndefined();
  });
});
