import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FailureError } from '#libs/failures';
import { testStack } from '#libs/local-stack';
import type { AvroSchema } from './codec/schema.ts';
import { type Codec, createCodec } from './codec.ts';

const run = Date.now().toString(36);
const topic = `codec.${run}`;
const elsewhere = `codec.else.${run}`;

const v1: AvroSchema = {
  type: 'record',
  name: 'Thing',
  namespace: 'test.codec',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'count', type: 'long' },
    { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['a', 'b'] } },
    { name: 'labels', type: { type: 'map', values: 'string' } },
    { name: 'nothing', type: { type: 'array', items: 'null' } },
    { name: 'next', type: ['null', 'Thing'], default: null },
  ],
};
const v2: AvroSchema = { ...v1, fields: [...(v1.fields as unknown[]), { name: 'note', type: ['null', 'string'], default: null }] };
const breaking: AvroSchema = { ...v1, fields: [...(v1.fields as unknown[]), { name: 'owner', type: 'string' }] };
const other: AvroSchema = { type: 'record', name: 'Other', namespace: 'test.codec', fields: [{ name: 'id', type: 'string' }] };

const thing = { id: 'Ünïcode ✓', count: 42, kind: 'b', labels: { team: 'sre', 'k/ä': '' }, nothing: [null, null], next: null };
const quick = { attempts: 2, attemptPauseMs: 10, fetchTimeoutMs: 2_000 };

describe('codec on a real registry', () => {
  let registryUrl = '';
  let codec: Codec;

  beforeAll(async () => {
    registryUrl = (await testStack()).registryUrl;
    codec = await createCodec({ registryUrl, subjects: { [topic]: v1, [elsewhere]: other }, ...quick });
    await codec.register();
  });

  it('frames with magic 0 and the id, and reads back what it wrote', () => {
    const frame = codec.encode(topic, thing);
    const decoded = codec.decode(topic, frame);
    expect(frame[0]).toBe(0);
    expect(decoded).toEqual({ ok: true, value: thing, schemaId: frame.readUInt32BE(1) });
  });

  it('carries values larger than its first buffer', () => {
    const large = { ...thing, id: 'x'.repeat(300_000) };
    expect(codec.decode(topic, codec.encode(topic, large))).toMatchObject({ ok: true, value: large });
  });

  it('registering again gives the same id', async () => {
    const again = await createCodec({ registryUrl, subjects: { [topic]: v1 }, ...quick });
    await again.register();
    expect(again.encode(topic, thing)).toEqual(codec.encode(topic, thing));
  });

  it('makes a subject that several processes make at once', async () => {
    const subjects = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`codec.race${index}.${run}`, v1]));
    const processes = await Promise.all(
      Array.from({ length: 8 }, () => createCodec({ registryUrl, subjects, ...quick, attempts: 10, attemptPauseMs: 50 })),
    );
    await Promise.all(processes.map((process) => process.register()));
    for (const name of Object.keys(subjects))
      expect(new Set(processes.map((process) => process.encode(name, thing).readUInt32BE(1))).size).toBe(1);
  });

  it('names the paths that do not fit and not their values', () => {
    const refused = () => codec.encode(topic, { ...thing, count: 'secret', kind: 'z' });
    expect(refused).toThrow(FailureError);
    expect(refused).toThrow(/count \(long\).*kind/);
    expect(refused).not.toThrow(/secret/);
  });

  it('reads an older reader the newer way and a newer one the older way', async () => {
    const newer = await createCodec({ registryUrl, subjects: { [topic]: v2 }, ...quick });
    await newer.register();
    const old = codec.encode(topic, thing);
    const young = newer.encode(topic, { ...thing, note: 'hello' });
    expect(newer.decode(topic, old)).toMatchObject({ ok: false, code: 'unknown-schema' });
    await Promise.all([newer.prepare([old, null]), codec.prepare([young])]);
    expect(newer.decode(topic, old)).toMatchObject({ ok: true, value: { ...thing, note: null } });
    expect(codec.decode(topic, young)).toMatchObject({ ok: true, value: thing });
  });

  it('refuses an incompatible schema, naming subject and field', async () => {
    const wrong = await createCodec({ registryUrl, subjects: { [topic]: breaking }, ...quick });
    await expect(wrong.register()).rejects.toThrow(new RegExp(`${topic}-value.*owner`));
    await expect(wrong.register()).rejects.toMatchObject({ failure: { class: 'invalid' } });
  });

  it('takes a record of another type for what it is', async () => {
    const stranger = codec.encode(elsewhere, { id: 'x' });
    expect(codec.decode(topic, stranger)).toMatchObject({
      ok: false,
      code: 'wrong-type',
      message: expect.stringContaining('test.codec.Other'),
    });
  });

  it('remembers an unknown id for a while and finds it once it is registered', async () => {
    const patient = await createCodec({ registryUrl, subjects: { [topic]: v1 }, ...quick, unknownForMs: 1 });
    const frame = Buffer.concat([codec.encode(topic, thing)]);
    const unknown = Buffer.from(frame);
    unknown.writeUInt32BE(4_000_000_000, 1);
    await patient.prepare([unknown]);
    expect(patient.decode(topic, unknown)).toMatchObject({ ok: false, code: 'unknown-schema' });
    await patient.prepare([frame]);
    expect(patient.decode(topic, frame)).toMatchObject({ ok: true });
  });

  const refusals: [string, Buffer | null, Record<string, string>, string, RegExp][] = [
    ['a tombstone', null, {}, 'tombstone', /tombstone/],
    ['an empty value', Buffer.alloc(0), {}, 'not-avro', /too few/],
    ['JSON', Buffer.from('{"a":1}'), {}, 'not-avro', /byte 123/],
    ['a GUID frame', Buffer.concat([Buffer.from([1]), Buffer.alloc(16, 7), Buffer.from('x')]), {}, 'not-avro', /GUID \(magic byte 1\)/],
    ['a GUID header', Buffer.from([0, 0, 0, 0, 1, 2]), { __VALUE_schema_id: 'x' }, 'not-avro', /header __value_schema_id/],
  ];
  it.each(refusals)('refuses %s', (_, value, headers, code, message) => {
    expect(codec.decode(topic, value, headers)).toEqual({ ok: false, code, message: expect.stringMatching(message) });
  });

  const body = (...bytes: number[]) => Buffer.from([2, 120, 2, 0, 0, ...bytes]);
  const lie = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01];
  const corrupt: [string, Buffer, RegExp][] = [
    ['an array of 2^41 nulls', body(...lie), /more than 100000 items/],
    ['a map of 2^41 entries', Buffer.from([2, 120, 2, 0, ...lie]), /more than 100000 items/],
    ['nested records without end', Buffer.concat(Array.from({ length: 5_000 }, () => body(0, 2))), /nested deeper than 64/],
    ['a string longer than the value', Buffer.from([0xfe, 0xff, 0x03, 1]), /cut short/],
    ['a negative length', Buffer.from([1, 1]), /cut short/],
    ['an unknown symbol', Buffer.from([2, 120, 2, 8, 0, 0, 0]), /branch 4 of 2/],
    ['bytes too many', body(0, 0, 9), /1 bytes too many/],
    ['a number without end', Buffer.from([2, 120, ...Array.from({ length: 12 }, () => 0xff)]), /10 bytes/],
  ];
  it.each(corrupt)('refuses %s', (_, bytes, message) => {
    const head = codec.encode(topic, thing).subarray(0, 5);
    expect(codec.decode(topic, Buffer.concat([head, bytes]))).toEqual({
      ok: false,
      code: 'corrupt',
      message: expect.stringMatching(message),
    });
  });

  it('survives 20,000 mutated frames with bounded memory', () => {
    const frame = codec.encode(topic, { ...thing, next: { ...thing, id: 'inner' } });
    let state = 12_345;
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const codes = new Map<string, number>();
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 20_000; round += 1) {
      const mutated = Buffer.from(frame.subarray(0, 5 + random(frame.length - 4)));
      for (let change = random(4); change >= 0; change -= 1) {
        if (mutated.length > 5) mutated[5 + random(mutated.length - 5)] = random(256);
      }
      const decoded = codec.decode(topic, mutated);
      const code = decoded.ok ? 'ok' : decoded.code;
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect([...codes.keys()].filter((code) => code !== 'ok' && code !== 'corrupt')).toEqual([]);
    expect(codes.get('corrupt')).toBeGreaterThan(5_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });
});

describe('a registry that does not answer', () => {
  const server = createServer((_, response) => {
    response.writeHead(503, { 'content-type': 'application/json' });
    response.end('{"error_code":50003,"message":"starting"}');
  });
  let registryUrl = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    registryUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const frame = Buffer.from([0, 0, 0, 0, 9, 1]);

  it.each([
    ['fails every request', () => registryUrl],
    ['is not there', () => 'http://127.0.0.1:9'],
  ])('is transient when it %s', async (_, url) => {
    const codec = await createCodec({ registryUrl: url(), subjects: { [topic]: v1 }, ...quick });
    await expect(codec.register()).rejects.toMatchObject({ failure: { class: 'transient' } });
    await expect(codec.prepare([frame])).rejects.toMatchObject({ failure: { class: 'transient' } });
    expect(codec.decode(topic, frame)).toMatchObject({ ok: false, code: 'unknown-schema' });
    expect(() => codec.encode(topic, thing)).toThrow(/not registered/);
  });
});

describe('a registry that lets others come first', () => {
  let refusals = 0;
  let versions = /\/versions$/;
  let fits: object = { is_compatible: true };
  const conflict = { error_code: 409, message: 'another one makes it' };
  const answers: readonly (readonly [method: string, path: RegExp, answer: () => readonly [status: number, body: object]])[] = [
    ['GET', /^\/config\//, () => [404, { error_code: 40408, message: 'no level' }]],
    ['PUT', /^\/config\//, () => (refusals-- > 0 ? [409, conflict] : [200, { compatibility: 'BACKWARD_TRANSITIVE' }])],
    ['POST', /^\/compatibility\//, () => [200, fits]],
    ['POST', /^\/subjects\//, () => (refusals-- > 0 ? [409, conflict] : [200, { id: 7 }])],
  ];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const [, , answer] = answers.find(([method, path]) => method === request.method && path.test(url)) ?? [];
    const asked = url.startsWith('/compatibility/') && !versions.test(url) ? undefined : answer?.();
    const [status, body] = asked ?? [404, { error_code: 404, message: 'not here' }];
    response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' }).end(JSON.stringify(body));
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  async function registering(count: number): Promise<Codec> {
    const address = server.address();
    const registryUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    const codec = await createCodec({ registryUrl, subjects: { [topic]: v1 }, ...quick, attempts: 5 });
    refusals = count;
    await codec.register();
    return codec;
  }

  it.each([1, 2, 3])('is asked again after %i refusals that are not of the schema', async (count) => {
    expect((await registering(count)).encode(topic, thing).readUInt32BE(1)).toBe(7);
  });

  it.each([
    ['compares with all versions', /\/versions$/, { is_compatible: false }],
    ['compares with one version only', /\/versions\/latest$/, { is_compatible: false }],
    ['does not compare, and refuses every time', /never/, {}],
  ])('refuses an incompatible schema when it %s', async (_, path, answer) => {
    versions = path;
    fits = answer;
    await expect(registering(99)).rejects.toMatchObject({ failure: { class: 'invalid', scope: 'system' } });
  });
});
