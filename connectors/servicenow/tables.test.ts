/** Problems, changes, requests and configuration items against the stand-in instance, a process of its own. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { rehearsedCall as call, failureOf, type Rehearsal, rehearse, type TargetObject, type Want } from '#libs/connector-kit';
import { connector } from './index.ts';
import { nextState } from './move.ts';

const PASSWORD = 'canary-7c1f';
const settings = {
  auth: { type: 'basic', user: 'junctor', secret: 'env:PASSWORD' },
  timezone: 'America/Los_Angeles',
  ci: { source: 'Junctor', classes: { compute: 'cmdb_ci_linux_server', network: 'cmdb_ci_nowhere' } },
};
let play: Rehearsal;

const object = (model: string, more: object = {}): TargetObject => {
  const found = play.open(more).objects[model];
  if (found === undefined) throw new Error(`no ${model}`);
  return found;
};
const rows = async (table: string) =>
  ((await (await fetch(`${play.simulator.url}/__sim/state?table=${table}`)).json()) as Record<string, Record<string, string>[]>)[table] ??
  [];
const rowOf = async (table: string, sysId: string) => (await rows(table)).find((row) => row.sys_id === sysId) ?? {};
const person = (table: string, sysId: string, columns: object) =>
  fetch(`${play.simulator.url}/api/now/table/${table}/${sysId}`, {
    method: 'PATCH',
    headers: { authorization: `Basic ${Buffer.from(`junctor:${PASSWORD}`).toString('base64')}` },
    body: JSON.stringify(columns),
  });

beforeAll(async () => {
  play = await rehearse({ connector, simulator: 'servicenow', args: ['--password', PASSWORD], settings, secret: PASSWORD });
});
afterEach(async () => {
  await play.simulator.control('faults', { withhold: 0, burst: null, fail: null, searchLagMs: 0 });
  await play.closeAll();
});
afterAll(() => play.end());

describe.each<[string, string, Want, object]>([
  ['problem', 'problem', { title: 'Leak', status: 'assess', knownError: true }, { state: '102', known_error: 'true', number: /^PRB/ }],
  [
    'request',
    'sc_req_item',
    { title: 'Laptop', status: 'in_progress', item: 'Laptop', quantity: 2 },
    { state: '2', quantity: '2', number: /^RITM/ },
  ],
  [
    'change',
    'change_request',
    { title: 'Upgrade', kind: 'normal', plannedStartAt: 1_783_080_000_000 },
    { state: '-5', start_date: '2026-07-03 12:00:00', number: /^CHG/ },
  ],
])('%s', (model, table, want, expected) => {
  it('is made once with its key, found by it, and changed', async () => {
    const made = await object(model).createRecord(`${model}-1`, want, call());
    const { number, ...columns } = expected as { number: RegExp };
    expect(made.number).toMatch(number);
    expect(await rowOf(table, made.remoteId)).toMatchObject({ ...columns, correlation_id: `${model}-1` });
    expect(await object(model).find?.(`${model}-1`, call())).toEqual([made]);
    expect(await object(model).updateRecord(made.remoteId, { title: 'Other' }, call())).toEqual(made);
    expect(await rowOf(table, made.remoteId)).toMatchObject({ ...columns, short_description: 'Other' });
  });

  it('a create whose answer was lost is found, not repeated', async () => {
    await play.simulator.control('faults', { withhold: 1 });
    expect(await failureOf(object(model, { callTimeoutMs: 300 }).createRecord(`${model}-2`, want, call()))).toMatchObject({
      class: 'unknown',
    });
    await play.simulator.control('faults', { withhold: 0 });
    expect(await object(model).find?.(`${model}-2`, call())).toHaveLength(1);
  });
});

describe('the way of a change', () => {
  it.each<[string, string, readonly string[], string | undefined]>([
    ['-5', '-1', ['-5', '-4', '4'], '-4'],
    ['-5', '-1', ['-5', '-2', '4'], '-2'],
    ['-3', '-1', ['-3', '4'], undefined],
    ['-3', '4', ['-3', '4'], '4'],
    ['0', '-1', ['0', '3'], undefined],
    ['3', '4', [], undefined],
  ])('from %s to %s with %j next: %s', (from, wanted, available, next) => expect(nextState(from, wanted, available)).toBe(next));

  it('is gone step by step, waits for its approval, and ends with its result', async () => {
    const change = object('change');
    const { remoteId } = await change.createRecord('way-1', { title: 'Upgrade', status: 'assess', kind: 'normal' }, call());
    expect(await rowOf('change_request', remoteId)).toMatchObject({ state: '-4' });
    expect(await failureOf(change.updateRecord(remoteId, { status: 'implement' }, call()))).toMatchObject({
      class: 'invalid',
      scope: 'record',
      evidence: { message: expect.stringContaining('is in authorize'), hint: expect.stringContaining('approval') },
    });
    await person('change_request', remoteId, { approval: 'approved' });
    await change.updateRecord(remoteId, { status: 'implement' }, call());
    expect(await rowOf('change_request', remoteId)).toMatchObject({ state: '-1' });
    await change.updateRecord(remoteId, { status: 'closed', result: 'successful', resultNotes: 'As planned' }, call());
    expect(await rowOf('change_request', remoteId)).toMatchObject({ state: '3', close_code: 'successful', active: 'false' });
  });

  it('one that cannot go on after it was made is asked about, not made again', async () => {
    const failure = await failureOf(object('change').createRecord('way-2', { title: 'x', status: 'scheduled', kind: 'normal' }, call()));
    expect(failure).toMatchObject({ class: 'unknown', evidence: { message: expect.stringContaining('was created but not finished') } });
    expect(await object('change').find?.('way-2', call())).toHaveLength(1);
  });

  it('a standard change needs no approval', async () => {
    const { remoteId } = await object('change').createRecord('way-3', { title: 'x', status: 'scheduled', kind: 'standard' }, call());
    expect(await rowOf('change_request', remoteId)).toMatchObject({ state: '-2' });
  });
});

describe('a configuration item', () => {
  const node = { ciClass: 'compute', name: 'worker-17', status: 'in_use', ipAddresses: ['192.0.2.7'] };

  it('is one item however often it is sent, and stays it when it is renamed', async () => {
    const made = await object('ci').createRecord('node/worker-17', node, call());
    expect(made).toMatchObject({ remoteId: 'node/worker-17', url: expect.stringContaining('cmdb_ci_linux_server') });
    await object('ci').createRecord('node/worker-17', node, call());
    await object('ci').updateRecord('node/worker-17', { ...node, name: 'worker-17b', status: 'retired' }, call());
    expect(await rows('cmdb_ci_linux_server')).toMatchObject([{ name: 'worker-17b', install_status: '7', ip_address: '192.0.2.7' }]);
    expect(await rows('sys_object_source')).toMatchObject([{ id: 'node/worker-17', name: 'Junctor' }]);
  });

  it('a lost answer changes nothing: it is sent again', async () => {
    await play.simulator.control('faults', { withhold: 1 });
    const lost = await failureOf(object('ci', { callTimeoutMs: 300 }).createRecord('node/db-1', { ...node, name: 'db-1' }, call()));
    expect(lost).toMatchObject({ class: 'unknown' });
    await play.simulator.control('faults', { withhold: 0 });
    await object('ci').createRecord('node/db-1', { ...node, name: 'db-1' }, call());
    expect((await rows('cmdb_ci_linux_server')).filter(({ name }) => name === 'db-1')).toHaveLength(1);
  });

  it.each<[string, object, Want, object]>([
    ['a class the CMDB does not have', {}, { ...node, ciClass: 'network' }, { class: 'invalid', scope: 'record' }],
    ['a source it does not know', { source: 'Nobody' }, node, { class: 'invalid', scope: 'system' }],
  ])('%s is refused', async (_name, ci, want, expected) => {
    const given = { settings: { ...settings, ci: { ...settings.ci, ...ci } } };
    expect(await failureOf(object('ci', given).createRecord('k', want, call()))).toMatchObject(expected);
  });

  it('is not written at all unless the system file says how', () => {
    expect(play.open({ settings: { ci: undefined } }).objects.ci).toBeUndefined();
  });
});
