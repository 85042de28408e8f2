/** The encoder of other systems' subjects against a registry that is a few lines of HTTP here, and the real one where a stack runs. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FailureError } from '#libs/failures';
import { testStack } from '#libs/local-stack';
import { createCodec } from '../codec.ts';
import { type AvroSchema, compileType } from './schema.ts';
import { createSubjectEncoder } from './subjects.ts';

const schema: AvroSchema = {
  type: 'record',
  name: 'Ticket',
  namespace: 'erp',
  fields: [
    { name: 'title', type: 'string' },
    { name: 'openedAt', type: ['null', 'long'], default: null },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['OPEN', 'DONE'] } },
  ],
};
const ticket = { title: 'Ärger ✓', state: 'OPEN', openedAt: 1_772_438_400_000 };
const quick = { fetchTimeoutMs: 2_000 };
const failed = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof FailureError ? error.failure : error),
  );

describe('a registry', () => {
  let server: Server;
  let registryUrl = '';
  let asked: string[] = [];
  let answer: { readonly status: number; readonly body: unknown } = { status: 200, body: {} };
  const latest = (id: number, of: unknown, more: object = {}) => ({ status: 200, body: { id, schema: JSON.stringify(of), ...more } });

  beforeAll(async () => {
    server = createServer((request, reply) => {
      asked.push(`${request.method} ${request.url}`);
      request.resume();
      reply.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = server.address();
    registryUrl = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is asked once for the latest schema, and values are framed by its id', async () => {
    answer = latest(7, schema);
    const encode = createSubjectEncoder({ registryUrl, ...quick });
    const frames = [await encode({ subject: 'erp/tickets' }, ticket), await encode({ subject: 'erp/tickets' }, ticket)];
    expect(asked).toEqual(['GET /subjects/erp%2Ftickets/versions/latest']);
    expect([...(frames[1]?.subarray(0, 5) ?? [])]).toEqual([0, 0, 0, 0, 7]);
    expect(compileType(schema).fromBuffer(frames[0]?.subarray(5) ?? Buffer.alloc(0))).toEqual(ticket);
  });

  it('gets the schema that is given, once; a field with a default may be missing', async () => {
    answer = { status: 200, body: { id: 9 } };
    const encode = createSubjectEncoder({ registryUrl, ...quick });
    const frame = await encode({ subject: 's', schema }, { title: 't', state: 'DONE' });
    await encode({ subject: 's', schema }, ticket);
    expect(asked).toEqual(['POST /subjects/s/versions']);
    expect(compileType(schema).fromBuffer(frame.subarray(5))).toEqual({ title: 't', openedAt: null, state: 'DONE' });
  });

  it.each<[string, object, string]>([
    ['a missing field', { state: 'OPEN' }, 'title'],
    ['a value of another type', { ...ticket, openedAt: 'canary-91f0' }, 'openedAt'],
    ['a word that the schema does not know', { ...ticket, state: 'LOST' }, 'state'],
    ['a field that the schema does not have', { ...ticket, owner: 'canary-91f0' }, 'owner'],
  ])('%s does not fit, and is named without its value', async (_, value, field) => {
    answer = latest(7, schema);
    const failure = await failed(createSubjectEncoder({ registryUrl, ...quick })({ subject: 's' }, value));
    expect(failure).toMatchObject({ class: 'invalid', scope: 'record', evidence: { message: expect.stringContaining(field) } });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });

  it.each<[string, { status: number; body: unknown }, object]>([
    ['a subject that is not there', { status: 404, body: { error_code: 40401 } }, { class: 'invalid', scope: 'system' }],
    ['a schema of another kind', latest(7, { type: 'object' }, { schemaType: 'JSON' }), { class: 'invalid', scope: 'system' }],
    ['a schema that cannot be used', latest(7, { type: 'record', name: 'X' }), { class: 'invalid', scope: 'system' }],
    ['a registry that is starting', { status: 503, body: {} }, { class: 'down', scope: 'system' }],
  ])('%s', async (_, given, expected) => {
    answer = given;
    expect(await failed(createSubjectEncoder({ registryUrl, ...quick })({ subject: 's' }, ticket))).toMatchObject(expected);
  });

  it('a schema that is known outlives the registry, and is asked for again', async () => {
    answer = latest(7, schema);
    const encode = createSubjectEncoder({ registryUrl, ...quick, freshForMs: 0 });
    const before = await encode({ subject: 's' }, ticket);
    answer = { status: 503, body: {} };
    expect(await encode({ subject: 's' }, ticket)).toEqual(before);
    answer = latest(8, schema);
    expect((await encode({ subject: 's' }, ticket)).readUInt32BE(1)).toBe(8);
  });

  it('nobody there is down', async () => {
    const encode = createSubjectEncoder({ registryUrl: 'http://127.0.0.1:9', ...quick });
    expect(await failed(encode({ subject: 's' }, ticket))).toMatchObject({ class: 'down', scope: 'system' });
  });
});

(process.env.JUNCTOR_TEST_STACK === undefined ? describe.skip : describe)('the real registry', () => {
  const subject = `subjects-${Date.now().toString(36)}-value`;

  it('reads back what was written by the schema given, then by the latest one', async () => {
    const { registryUrl } = await testStack();
    const encode = createSubjectEncoder({ registryUrl, ...quick });
    const given = await encode({ subject, schema }, ticket);
    expect(await encode({ subject }, ticket)).toEqual(given);
    const reader = await createCodec({ registryUrl, subjects: {}, ...quick });
    await reader.prepare([given]);
    expect(reader.decodeAny(given)).toMatchObject({ ok: true, value: ticket });
  });
});
