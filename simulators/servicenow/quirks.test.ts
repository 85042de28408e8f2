/** One test a quirk, each named by its line in formats.md (ServiceNow Table API, ServiceNow 429) in our words. */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServiceNowSimulator, startServiceNow } from './server.ts';

let simulator: ServiceNowSimulator;
const AUTH = `Basic ${Buffer.from('junctor:junctor').toString('base64')}`;

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly result: Readonly<Record<string, unknown>>;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(method: string, path: string, body?: unknown, authorization = AUTH): Promise<Reply> {
  const init = {
    method,
    headers: { authorization },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
  const answer = await fetch(`${simulator.url}/api/now${path}`, init);
  const text = await answer.text();
  const parsed = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  const result = (parsed.result ?? {}) as Record<string, unknown>;
  return { status: answer.status, headers: answer.headers, text, body: parsed, result, rows: Array.isArray(result) ? result : [] };
}
const create = (fields: object = {}, query = '') => ask('POST', `/table/incident${query}`, fields);
const patch = (sysId: unknown, fields: object, query = '') => ask('PATCH', `/table/incident/${String(sysId)}${query}`, fields);
const query = (encoded: string, more = '') => ask('GET', `/table/incident?sysparm_query=${encodeURIComponent(encoded)}${more}`);
const faults = (given: object) => fetch(`${simulator.url}/__sim/faults`, { method: 'POST', body: JSON.stringify(given) });

beforeAll(async () => {
  simulator = await startServiceNow({ timeZone: 'Europe/Berlin' });
});
afterEach(async () => {
  await faults({ burst: null, fail: null, hibernating: false, searchLagMs: 0, quota: null });
});
afterAll(() => simulator.close());

describe('priority is read-only, computed from impact and urgency', () => {
  it.each(['1+1=1', '1+2=2', '1+3=3', '2+1=2', '2+2=3', '2+3=4', '3+1=3', '3+2=4', '3+3=5'])('%s', async (line) => {
    const [impact, urgency, priority] = line.split(/[+=]/);
    expect((await create({ impact, urgency, priority: '5' })).result).toMatchObject({ impact, urgency, priority });
  });
  it('a priority that is sent alone is ignored; a changed impact moves it', async () => {
    const { result } = await create({ priority: '1' });
    expect(result).toMatchObject({ priority: '5' });
    expect((await patch(result.sys_id, { impact: '1', urgency: '1' })).result).toMatchObject({ priority: '1' });
  });
});

describe('Resolved and Closed need close_code and close_notes (403 and the wording: gk)', () => {
  it.each([
    ['6', {}, 'Resolution code, Resolution notes'],
    ['7', { close_notes: 'n' }, 'Resolution code'],
    ['6', { close_code: 'c' }, 'Resolution notes'],
  ])('state %s with %j', async (state, fields, missing) => {
    const { result } = await create();
    const refused = await patch(result.sys_id, { state, ...fields });
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({
      error: { message: 'Operation Failed', detail: `Data Policy Exception: The following fields are mandatory: ${missing}` },
      status: 'failure',
    });
    expect((await ask('GET', `/table/incident/${String(result.sys_id)}`)).result).toMatchObject({ state: '1', sys_mod_count: '0' });
  });
  it('are given: resolved_at is stamped, a reopening clears and counts it', async () => {
    const { result } = await create();
    expect((await patch(result.sys_id, { state: '6', close_code: 'c', close_notes: 'n' })).result).toMatchObject({
      resolved_at: expect.stringMatching(/^\d{4}-/),
    });
    expect((await patch(result.sys_id, { state: '2' })).result).toMatchObject({ resolved_at: '', reopen_count: '1', active: 'true' });
  });
});

describe('states 1 2 3 6 7 8; final ones stay (gk)', () => {
  it.each([
    ['7', '2'],
    ['7', '6'],
    ['8', '1'],
  ])('%s to %s is refused', async (from, to) => {
    const { result } = await create({ state: from, close_code: 'c', close_notes: 'n' });
    const refused = await patch(result.sys_id, { state: to });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('Business Rule');
  });
  it('a closed incident is not active', async () => {
    expect((await create({ state: '7', close_code: 'c', close_notes: 'n' })).result).toMatchObject({
      active: 'false',
      incident_state: '7',
    });
  });
});

describe('an invalid part of sysparm_query is ignored and more rows return', () => {
  it.each(['corelation_id=unique-key', 'correlation_id~unique-key', 'no.such=1', '', 'garbage'])('%j matches everything', async (part) => {
    await create({ correlation_id: 'unique-key' });
    await create({ correlation_id: 'another-key' });
    const all = Number((await query('')).headers.get('x-total-count'));
    expect((await query(part)).rows).toHaveLength(all);
    expect(all).toBeGreaterThanOrEqual(2);
  });
  it('the valid rest still counts', async () => {
    await create({ correlation_id: 'rest-key' });
    expect((await query('nonsense=1^correlation_id=rest-key')).rows).toHaveLength(1);
  });
});

describe('encoded queries: ^, ^OR, ORDERBY, offsets', () => {
  it('are read', async () => {
    for (const short_description of ['q-a', 'q-b', 'q-c']) await create({ short_description, category: 'q' });
    const names = async (encoded: string, more = '') => (await query(encoded, more)).rows.map((row) => row.short_description);
    expect(await names('category=q^ORDERBYDESCshort_description')).toEqual(['q-c', 'q-b', 'q-a']);
    expect(await names('category=q^short_description=q-a^ORshort_description=q-c')).toEqual(['q-a', 'q-c']);
    expect(await names('category=q^short_descriptionLIKE-b')).toEqual(['q-b']);
    expect(await names('short_description=q-a^NQshort_description=q-b^ORDERBYshort_description')).toEqual(['q-a', 'q-b']);
    expect(await names('category=q^short_descriptionINq-a,q-b^ORDERBYshort_description')).toEqual(['q-a', 'q-b']);
    expect(await names('category=q^ORDERBYshort_description', '&sysparm_limit=1&sysparm_offset=1')).toEqual(['q-b']);
  });
});

describe('paging: Link rel first/prev/next/last and X-Total-Count', () => {
  it('walks every row once', async () => {
    for (let i = 0; i < 5; i += 1) await create({ category: 'page' });
    const seen = new Set<unknown>();
    let path: string | undefined = '/table/incident?sysparm_query=category%3Dpage^ORDERBYnumber&sysparm_limit=2';
    for (let pages = 0; path !== undefined && pages < 10; pages += 1) {
      const reply: Reply = await ask('GET', path);
      expect(reply.headers.get('x-total-count')).toBe('5');
      for (const row of reply.rows) seen.add(row.sys_id);
      const next = /<([^>]+)>;rel="next"/.exec(reply.headers.get('link') ?? '')?.[1];
      path = next?.slice(`${simulator.url}/api/now`.length);
    }
    expect(seen.size).toBe(5);
  });
  it('sysparm_no_count and sysparm_suppress_pagination_header leave the headers out', async () => {
    const { headers } = await query('', '&sysparm_limit=1&sysparm_no_count=true&sysparm_suppress_pagination_header=true');
    expect([headers.get('x-total-count'), headers.get('link')]).toEqual([null, null]);
  });
});

describe('references come as {link, value}; display values', () => {
  it('in all four forms', async () => {
    const { result } = await create({ assignment_group: 'Network', impact: '1' }, '?sysparm_input_display_value=true');
    const read = async (more: string) =>
      (await ask('GET', `/table/incident/${String(result.sys_id)}?sysparm_fields=assignment_group,impact,opened_at,sys_created_on&${more}`))
        .result;
    const value = (await read('sysparm_exclude_reference_link=true')).assignment_group;
    expect(value).toMatch(/^[0-9a-f]{32}$/);
    const link = `${simulator.url}/api/now/table/sys_user_group/${String(value)}`;
    expect(await read('')).toMatchObject({ assignment_group: { link, value }, impact: '1' });
    expect(await read('sysparm_display_value=true')).toMatchObject({
      assignment_group: { link, display_value: 'Network' },
      impact: '1 - High',
    });
    expect(await read('sysparm_display_value=all')).toMatchObject({ impact: { value: '1', display_value: '1 - High' } });
    expect(await read('sysparm_display_value=true&sysparm_exclude_reference_link=true')).toMatchObject({ assignment_group: 'Network' });
  });
  it('dates are stored in UTC, shown in the time zone of the user', async () => {
    const { result } = await create({ opened_at: '2026-01-05 23:30:00' });
    expect(result).toMatchObject({
      opened_at: '2026-01-05 23:30:00',
      sys_updated_on: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
    const shown = await ask('GET', `/table/incident/${String(result.sys_id)}?sysparm_display_value=true`);
    expect(shown.result).toMatchObject({ opened_at: '2026-01-06 00:30:00' });
  });
  it('a name that no group has is left empty when unknown references are ignored (gk)', async () => {
    const strict = await startServiceNow({ unknownReference: 'ignore' });
    try {
      const answer = await fetch(`${strict.url}/api/now/table/incident?sysparm_input_display_value=true`, {
        method: 'POST',
        headers: { authorization: AUTH },
        body: JSON.stringify({ assignment_group: 'Nobody' }),
      });
      expect(await answer.json()).toMatchObject({ result: { assignment_group: '' } });
    } finally {
      await strict.close();
    }
  });
});

describe('v1 empty list is 404, v2 is 200 and []', () => {
  it.each([
    ['/v1', 404],
    ['/v2', 200],
    ['', 200],
  ])('%s', async (version, status) => {
    const reply = await ask('GET', `${version}/table/incident?sysparm_query=correlation_id=none`);
    expect(reply.status).toBe(status);
    expect(reply.rows).toEqual([]);
  });
  it('a record that is not there is 404 in both', async () => {
    expect((await ask('GET', `/v2/table/incident/${'0'.repeat(32)}`)).status).toBe(404);
    expect((await patch('0'.repeat(32), { state: '2' })).body).toMatchObject({ error: { message: 'No Record found' } });
  });
});

describe('429: limit per hour, reset as UNIX time, rule; Retry-After in seconds; documented body', () => {
  it('without a rule there are no headers', async () => {
    expect((await create()).headers.get('x-ratelimit-limit')).toBeNull();
  });
  it('over the quota', async () => {
    await faults({ quota: 1 });
    const first = await create();
    expect(first.headers.get('x-ratelimit-limit')).toBe('1');
    expect(first.headers.get('x-ratelimit-rule')).toMatch(/^[0-9a-f]{32}$/);
    expect(Number(first.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000);
    const over = await create();
    expect(over.status).toBe(429);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(over.body).toEqual({ error: { message: expect.any(String), detail: expect.any(String) }, status: 'failure' });
  });
  it('a burst: the 2 requests after the 1st', async () => {
    await faults({ burst: 'after=1,count=2,retryAfter=7' });
    const replies = [await create(), await create(), await create(), await create()];
    expect(replies.map((reply) => reply.status)).toEqual([201, 429, 429, 201]);
    expect(replies[1]?.headers.get('retry-after')).toBe('7');
  });
});

describe('a hibernating instance answers 200 with a page, even to a POST', () => {
  it('and does nothing', async () => {
    await faults({ hibernating: true });
    const before = simulator.instance.store.count('incident');
    const reply = await create({ correlation_id: 'asleep' });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/html;charset=UTF-8']);
    expect(reply.text).toContain('ibernating');
    expect(simulator.instance.store.count('incident')).toBe(before);
  });
});

describe('correlation_id keeps 100 characters (cutting: gk) and is not unique', () => {
  it('cuts and doubles', async () => {
    expect((await create({ correlation_id: 'x'.repeat(120) })).result.correlation_id).toBe('x'.repeat(100));
    await create({ correlation_id: 'same' });
    await create({ correlation_id: 'same' });
    expect((await query('correlation_id=same')).rows).toHaveLength(2);
  });
});

describe('lists lag behind writes, a read by sys_id does not (gk)', () => {
  it('for creates and for changes', async () => {
    await faults({ searchLagMs: 250 });
    const { result } = await create({ correlation_id: 'lagging', short_description: 'old' });
    expect((await query('correlation_id=lagging')).rows).toEqual([]);
    expect((await ask('GET', `/table/incident/${String(result.sys_id)}`)).status).toBe(200);
    await sleep(300);
    await patch(result.sys_id, { short_description: 'new' });
    expect((await query('correlation_id=lagging')).rows).toMatchObject([{ short_description: 'old' }]);
    await sleep(300);
    expect((await query('correlation_id=lagging')).rows).toMatchObject([{ short_description: 'new' }]);
  });
});

describe('the rest of a platform', () => {
  it('numbers count up, ids are 32 hex digits', async () => {
    const [a, b] = [(await create()).result, (await create()).result];
    expect(a.sys_id).toMatch(/^[0-9a-f]{32}$/);
    expect(Number(String(b.number).slice(3))).toBe(Number(String(a.number).slice(3)) + 1);
  });
  it('sys_mod_count moves only when a field does', async () => {
    const { result } = await create({ category: 'one' });
    expect((await patch(result.sys_id, { category: 'one' })).result).toMatchObject({ sys_mod_count: '0' });
    expect((await patch(result.sys_id, { category: 'two' })).result).toMatchObject({ sys_mod_count: '1' });
  });
  it('unknown and own fields are ignored', async () => {
    const { result } = await create({ number: 'INC1', sys_id: 'x', colour: 'red', __proto__: { a: 1 } });
    expect(result.number).not.toBe('INC1');
    expect(result).not.toHaveProperty('colour');
  });
  it('who does not sign in gets 401 and the vendor body', async () => {
    const reply = await ask('POST', '/table/incident', {}, 'Basic eDp5');
    expect(reply.status).toBe(401);
    expect(reply.body).toEqual({
      error: { message: 'User Not Authenticated', detail: 'Required to provide Auth information' },
      status: 'failure',
    });
  });
  it.each([
    ['broken JSON', 'POST', '/table/incident', '{', 400],
    ['an array', 'POST', '/table/incident', '[]', 400],
    ['a table that is not there', 'GET', '/table/nonsense', undefined, 400],
    ['a method on the wrong path', 'PATCH', '/table/incident', '{}', 405],
    ['another path', 'GET', '/stats', undefined, 400],
  ])('%s is refused', async (_name, method, path, body, status) => {
    expect((await ask(method, path, body)).status).toBe(status);
  });
});
