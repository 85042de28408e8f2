import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ConnectContext,
  everythingSince,
  launchSimulator,
  type Poller,
  type RunningSimulator,
  type SourceEvent,
} from '#libs/connector-kit';
import { problemsOf } from '#libs/model';
import { change } from './change.map.ts';
import type { TableMap } from './columns.ts';
import { incident } from './incident.map.ts';
import { connector } from './index.ts';
import { problem } from './problem.map.ts';
import { request } from './request.map.ts';
import { formatOf, mapperOf } from './source.map.ts';
import { callouts } from './source.ts';
import { TABLES, tableNames } from './tables.ts';

const settings = connector.settings.parse({
  auth: { type: 'basic', user: 'junctor', secret: 'env:SN_TEST_PASSWORD' },
  callouts: { secret: 'env:SN_TEST_TOKEN' },
});
const mapRow = mapperOf(incident);
const row = {
  sys_id: 'a'.repeat(32),
  number: 'INC0010001',
  sys_mod_count: '3',
  sys_updated_on: '2026-03-02 08:00:00',
  sys_updated_by: 'abel',
  short_description: 'Mail is down',
  state: { value: '2', display_value: 'In Progress' },
  impact: '1',
  urgency: '2',
  priority: '2',
  assignment_group: { value: 'b'.repeat(32), display_value: 'Mail Team' },
  opened_at: '2026-03-02 07:00:00',
};
const parse = (body: unknown): readonly SourceEvent[] => callouts.parse({}, Buffer.from(JSON.stringify(body)), settings);

beforeEach(() => {
  Object.assign(process.env, { SN_TEST_PASSWORD: 'secret', SN_TEST_TOKEN: 'token' });
});
afterEach(() => {
  delete process.env.SN_TEST_PASSWORD;
  delete process.env.SN_TEST_TOKEN;
});

describe('callouts', () => {
  it('are not sent again by the instance', () => expect(callouts.comesAgain).toBe(false));

  it.each<[string, string | undefined, boolean]>([
    ['the token', 'Bearer token', true],
    ['another token', 'Bearer tokem', false],
    ['none', undefined, false],
  ])('%s is authentic: %s %s', (_, authorization, taken) => {
    expect(callouts.authenticate({ authorization }, Buffer.alloc(0), settings) === null).toBe(taken);
  });

  it('are refused where none are agreed', () => {
    const { callouts: _, ...without } = settings;
    expect(callouts.authenticate({ authorization: 'Bearer token' }, Buffer.alloc(0), without)).toContain('no callouts');
  });

  it('are one event of the record, at the count of its changes', () => {
    expect(parse(row)).toMatchObject([{ record: row.sys_id, version: 3, eventId: null, defect: null }]);
  });

  it.each<[string, unknown]>([
    ['no row', []],
    ['a row without sys_id', { ...row, sys_id: '' }],
    ['a row without sys_mod_count', { ...row, sys_mod_count: undefined }],
    ['a count that is none', { ...row, sys_mod_count: '-1' }],
  ])('are kept with a defect: %s', (_, body) => {
    expect(parse(body)).toMatchObject([{ version: null, defect: expect.any(String) }]);
  });
});

describe('a row', () => {
  const mapped = (over: object = {}) => mapRow(parse({ ...row, ...over })[0]?.body ?? Buffer.alloc(0), {}, {});

  it('is a canonical incident', () => {
    expect(mapped()).toMatchObject({
      kind: 'mapped',
      occurredAt: Date.parse('2026-03-02T08:00:00Z'),
      value: {
        ...{ number: 'INC0010001', title: 'Mail is down', status: 'in_progress', impact: 'high', urgency: 'medium', priority: 'high' },
        ...{ group: 'Mail Team', assignee: null, openedAt: Date.parse('2026-03-02T07:00:00Z'), resolvedAt: null },
      },
    });
  });

  it.each([
    ['state', { state: '99' }],
    ['sys_updated_on', { sys_updated_on: '02.03.2026' }],
    ['state', { state: undefined }],
  ])('is rejected for its %s', (field, over) => {
    expect(mapped(over)).toMatchObject({ kind: 'rejected', evidence: { field } });
  });
});

describe('a row of another table', () => {
  const everyTable = { ...settings, tables: [...tableNames] };
  const cut = (table: string, columns: object) =>
    callouts.parse({}, Buffer.from(JSON.stringify({ ...row, state: '1', sys_class_name: table, ...columns })), everyTable)[0];
  const cases: readonly [TableMap, object, object][] = [
    [incident, { state: '3', hold_reason: '4' }, { status: 'on_hold', holdReason: 'awaiting_vendor', priority: 'high' }],
    [problem, { state: '103', known_error: 'false' }, { status: 'root_cause_analysis', knownError: false, incidents: [] }],
    [
      change,
      { state: '-2', type: 'emergency', start_date: '2026-03-02 09:00:00', risk: '' },
      { status: 'scheduled', kind: 'emergency', risk: null, plannedStartAt: Date.parse('2026-03-02T09:00:00Z'), result: null },
    ],
    [request, { approval: 'not requested', quantity: '3' }, { status: 'new', approval: 'not_needed', quantity: 3, answers: {} }],
  ];

  it.each(cases.map((one) => [one[0].model, ...one] as const))('is a canonical %s', (model, map, columns, value) => {
    const event = cut(map.table, columns);
    expect(event).toMatchObject({ format: formatOf(map), defect: null, version: 3 });
    const made = connector.maps?.[event?.format ?? '']?.(event?.body ?? Buffer.alloc(0), {}, {});
    expect(made).toMatchObject({ kind: 'mapped', model, value });
    if (made?.kind !== 'mapped') throw new Error('not mapped');
    const problems = problemsOf(model, { ...made.value, meta: null, context: null }).filter(({ path }) => !path.startsWith('meta'));
    expect(problems).toEqual([]);
  });

  it('every table has a case', () => expect(cases.map(([map]) => map)).toEqual(TABLES));

  it('is parked where the settings do not name its table', () => {
    expect(parse({ ...row, sys_class_name: 'problem' })).toMatchObject([{ defect: expect.stringContaining('settings.tables') }]);
  });
});

describe('asking what has changed', () => {
  let simulator: RunningSimulator;
  let poller: Poller;
  const headers = { authorization: `Basic ${Buffer.from('junctor:secret').toString('base64')}`, 'content-type': 'application/json' };
  const create = (short_description: string) =>
    fetch(`${simulator.url}/api/now/table/incident`, { method: 'POST', headers, body: JSON.stringify({ short_description }) });

  beforeAll(async () => {
    simulator = await launchSimulator('servicenow', ['--password', 'secret']);
    const context: ConnectContext = {
      ...{ system: 'desk', address: simulator.url, secret: () => 'secret', callTimeoutMs: 5_000, allowLoopback: true },
    };
    const made = connector.poll?.(settings, context);
    if (made === undefined) throw new Error('it cannot be asked');
    poller = made;
  });
  afterAll(async () => {
    await poller.close();
    await simulator.stop();
  });

  it('finds every record once, over pages, with the version and content of a callout', async () => {
    const begun = Math.floor(Date.now() / 1_000) * 1_000;
    for (let n = 0; n < 230; n += 10) await Promise.all(Array.from({ length: 10 }, (_, i) => create(`incident ${n + i}`)));
    const { events, pages } = await everythingSince(poller, begun);
    expect(pages).toBe(2);
    expect(new Set(events.map(({ record }) => record)).size).toBe(230);
    expect(events[0]).toMatchObject({ version: 0, attributes: { reconciled: 'true' } });
    const [same] = parse(JSON.parse(String(events[0]?.body)));
    expect(mapRow(same?.body ?? Buffer.alloc(0), {}, {})).toEqual(mapRow(events[0]?.body ?? Buffer.alloc(0), {}, {}));
    expect(mapRow(events[0]?.body ?? Buffer.alloc(0), {}, {}).kind).toBe('mapped');
  });

  it('goes through one table after the other', async () => {
    const begun = Date.now() - 1_000;
    for (const table of ['problem', 'change_request'])
      await fetch(`${simulator.url}/api/now/table/${table}`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ short_description: table }),
      });
    const context = { system: 'desk', address: simulator.url, secret: () => 'secret', callTimeoutMs: 5_000, allowLoopback: true };
    await poller.close();
    const tables = ['problem', 'sc_req_item', 'change_request'] as const;
    poller = connector.poll?.({ ...settings, tables: [...tables] }, context) ?? poller;
    const { events, pages } = await everythingSince(poller, begun);
    expect(events.map(({ format }) => format)).toEqual(['servicenow/problem', 'servicenow/change']);
    expect(pages).toBe(3);
  });

  it('finds nothing when nothing has changed since', async () => {
    expect((await everythingSince(poller, Date.now() + 60_000)).events).toEqual([]);
  });
});

it('stops when the instance ignores what was asked', async () => {
  const older = [{ ...row, sys_updated_on: '2020-01-01 00:00:00' }];
  const server = (await import('node:http')).createServer((_, reply) => {
    reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ result: older }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const at = server.address();
  const address = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
  const poller = connector.poll?.(settings, { system: 'desk', address, secret: () => 'secret', callTimeoutMs: 5_000, allowLoopback: true });
  await expect(poller?.changedSince(Date.parse('2026-01-01'), null, AbortSignal.timeout(5_000))).rejects.toMatchObject({
    failure: { class: 'invalid', scope: 'system' },
  });
  await poller?.close();
  await new Promise((resolve) => server.close(resolve));
});
