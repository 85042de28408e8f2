import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { edited } from '#libs/review';
import type { ReviewItem, Store } from '#libs/state';
import { until } from '#verification/line';
import { openReviewLine, type ReviewLine } from './line.rig.ts';

const system = (name: string, connector: string, rest: string): string => `apiVersion: junctor.io/v1
kind: System
metadata: { name: ${name}, title: ${name}, owner: sre }
spec: { connector: ${connector}, holds: things${rest} }
`;
const workspace = (severities: string): Record<string, string> => ({
  'systems/prometheus.yaml': system(
    'prometheus',
    'alertmanager',
    `, settings: { auth: { type: none } }, valueMaps: { severity: { ${severities} } }`,
  ),
  'systems/desk.yaml': system('desk', 'servicenow', ''),
  'flows/a/flow.yaml': `apiVersion: junctor.io/v1
kind: Flow
metadata: { name: a, owner: sre, purpose: a test }
spec:
  pattern: event-to-incident
  source: { system: prometheus, model: event }
  target: { system: desk, model: incident }
  correlate: [name]
  map:
    - { to: title, from: labels.title, reason: what, required: true }
    - { to: impact, from: severity, reason: how bad, valueMap: impact }
  valueMaps: { impact: { critical: high, high: high, medium: medium, low: low, info: low } }
  route:
    - { name: otherwise, set: { group: Desk } }
  episode: { reopenWithin: PT30M, line: '{{name}}', resolved: { status: resolved, resolutionCode: Solved, resolutionNotes: over } }
`,
});
const known = 'critical: critical, warning: medium';

let rig: ReviewLine;
let store: Store;
let runner: ReturnType<ReviewLine['openRunner']>;
beforeAll(async () => {
  rig = await openReviewLine(workspace(known));
  ({ store } = rig);
  runner = rig.openRunner('first');
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await rig.stop();
});

const all = { limit: 2_000, offset: 0 };
const openOf = async (record: string): Promise<ReviewItem | undefined> =>
  (await store.reviewItems({}, all)).find((item) => item.record === record || item.record.startsWith(record));
const parked = (record: string): Promise<ReviewItem> => until(`the item of ${record}`, () => openOf(record));
const effectsOf = (name: string) => rig.effects.filter((each) => each.want.title === name);
const onlyItem = async (jobId: string) => (await store.jobItems(jobId, { limit: 1, offset: 0 }))[0];

async function edit(item: ReviewItem, set: Record<string, string>): Promise<void> {
  const detail = await store.reviewItem(item.id);
  const content = detail?.revisions.at(-1)?.content ?? detail?.payload?.content ?? null;
  await store.revise(item.id, edited(detail?.payload?.form ?? 'bytes', content, { set }), { actor: 'ann', reason: 'by hand' });
}

async function replay(item: ReviewItem) {
  const job = await rig.ended((await rig.order({ items: [item.id] })).id);
  return onlyItem(job.id);
}

describe('a record that was not understood', () => {
  it('is kept with what was sent and goes through once the workspace knows its value', async () => {
    await rig.fire('one', { alertname: 'One', title: 'One', severity: 'page' });
    const item = await parked('one');
    expect(await store.reviewItem(item.id)).toMatchObject({
      ...{ code: 'unknown-value', field: 'labels.severity', state: 'open' },
      payload: { form: 'raw', content: expect.stringContaining('page') },
    });
    expect(await replay(item)).toMatchObject({ state: 'failed', text: expect.stringContaining('parked again at transform') });
    expect(await store.reviewItem(item.id)).toMatchObject({ state: 'open', failures: 2, replays: 1 });
    await rig.apply(workspace(`${known}, page: critical`));
    expect(await replay(item)).toMatchObject({ state: 'delivered', text: 'INC-One' });
    expect(await store.reviewItem(item.id)).toMatchObject({ state: 'resolved', resolution: 'INC-One' });
    expect(effectsOf('One')).toHaveLength(1);
    const [journey] = await until('the outcome', async () => {
      const found = await store.find(item.messageId, 1);
      return found[0]?.outcomes.every((outcome) => outcome.kind !== 'parked') && found;
    });
    expect(journey?.outcomes.map((outcome) => outcome.kind)).toEqual(['routed']);
    await rig.apply(workspace(known));
  });

  it('is edited and sent; sent twice it has one effect', async () => {
    await rig.fire('two', { alertname: 'Two', title: 'Two', severity: 'odd' });
    const item = await parked('two');
    await edit(item, { 'alert.labels.severity': 'warning' });
    expect(await replay(item)).toMatchObject({ state: 'delivered', revision: 1 });
    expect(await replay(item)).toMatchObject({ state: 'delivered' });
    expect(effectsOf('Two')).toMatchObject([{ want: { impact: 'medium' } }]);
  });

  it('is superseded when something newer was applied', async () => {
    await rig.fire('three', { alertname: 'Three', title: 'Three', severity: 'odd' });
    const item = await parked('three');
    await rig.fire('three', { alertname: 'Three', title: 'Three anew', severity: 'critical' });
    await until('the newer one', async () => effectsOf('Three anew').length === 1);
    await edit(item, { 'alert.labels.severity': 'warning' });
    expect(await replay(item)).toMatchObject({ state: 'superseded', text: expect.stringContaining('older') });
    expect([effectsOf('Three'), effectsOf('Three anew')]).toMatchObject([[], [{}]]);
    expect(await store.reviewItem(item.id)).toMatchObject({ state: 'superseded' });
  });

  it('edited to invalid again is one open item, and keeps its first version through every edit', async () => {
    await rig.fire('four', { alertname: 'Four', title: 'Four', severity: 'odd' });
    const item = await parked('four');
    await edit(item, { 'alert.labels.severity': 'odder' });
    expect(await replay(item)).toMatchObject({ state: 'failed' });
    const again = await parked('four');
    expect(again).toMatchObject({ parent: item.id, code: 'unknown-value' });
    expect(await store.reviewItem(item.id)).toMatchObject({ state: 'superseded' });
    await rig.fire('four', { alertname: 'Four', title: 'Four anew', severity: 'critical' });
    await until('the newer one', async () => effectsOf('Four anew').length === 1);
    await edit(again, { 'alert.labels.severity': 'warning' });
    expect(await replay(again)).toMatchObject({ state: 'superseded' });
    expect(effectsOf('Four')).toEqual([]);
  });

  it('is discarded with a reason, and its outcome says so', async () => {
    await rig.fire('five', { alertname: 'Five', title: 'Five', severity: 'odd' });
    const item = await parked('five');
    await rig.ended((await rig.order({ items: [item.id], action: 'discard', reason: 'a test alert' })).id);
    const found = await until('the outcome', async () => {
      const [journey] = await store.find(item.messageId, 1);
      return journey?.outcomes.find((outcome) => outcome.kind === 'discarded');
    });
    expect(found.reason).toBe('discarded by ann: a test alert');
    expect(await openOf('five')).toBe(undefined);
  });
});

describe('a record that no flow could route', () => {
  it('is replayed from its source event, or as it was edited', async () => {
    await rig.fire('six', { alertname: 'Six', severity: 'critical' });
    const item = await parked('six');
    expect(item).toMatchObject({ stage: 'route', flow: 'a' });
    expect(await replay(item)).toMatchObject({ state: 'failed', text: expect.stringContaining('parked again at route') });
    await edit(item, { 'labels.title': 'Six' });
    expect(await replay(item)).toMatchObject({ state: 'delivered', text: 'INC-Six' });
    expect(effectsOf('Six')).toHaveLength(1);
    expect(await openOf('six')).toBe(undefined);
  });
});

describe('a delivery that was refused', () => {
  it('is edited and sent, and what waited behind it follows', async () => {
    rig.refuse = (want) => (want.title === 'Seven bad' ? 'title is not allowed' : null);
    await rig.fire('seven', { alertname: 'Seven', title: 'Seven bad', severity: 'critical' });
    const item = await parked('seven');
    await rig.fire('seven', { alertname: 'Seven', title: 'Seven later', severity: 'critical' });
    expect(await replay(item)).toMatchObject({ state: 'failed', text: 'refused by its destination again: title is not allowed' });
    expect(await store.reviewItem(item.id)).toMatchObject({ state: 'open', failures: 2, delivery: { blocks: true } });
    expect(effectsOf('Seven later')).toEqual([]);
    await edit(item, { title: 'Seven good' });
    expect(await replay(item)).toMatchObject({ state: 'delivered' });
    await until('what waited', async () => effectsOf('Seven later').length === 1);
    expect(rig.effects.filter((each) => each.key === 'Seven').map((each) => each.want.title)).toEqual(['Seven good', 'Seven later']);
    const [journey] = await until('the outcome', async () => {
      const found = await store.find(item.id, 1);
      return found[0]?.outcomes.some((outcome) => outcome.kind === 'delivered') && found;
    });
    expect(journey?.outcomes.some((outcome) => outcome.kind === 'parked')).toBe(false);
  });
});

describe('a job', () => {
  const many = 500;

  it(`replays ${many} records of one cause, whatever becomes of the process that began it`, async () => {
    await runner.stop();
    for (let n = 0; n < many; n++) await rig.fire(`bulk ${n}`, { alertname: `Bulk ${n}`, title: `Bulk ${n}`, severity: 'bulk' });
    const [group] = await until('the group', async () => {
      const groups = await store.reviewGroups({}, all);
      return groups[0]?.count === many && groups;
    });
    await rig.apply(workspace(`${known}, bulk: critical`));
    // It sends fifty, dies before it can say so, and leaves its lease behind.
    const dying = rig.openRunner('dying', { ...store, finishItems: () => new Promise(() => undefined) });
    const job = await rig.order({ items: { fingerprint: group?.fingerprint ?? '' } });
    await dying.start();
    await until('the first effects', async () => effectsOf('Bulk 0').length === 1);
    runner = rig.openRunner('second');
    await runner.start();
    expect(await rig.ended(job.id)).toMatchObject({ counts: { delivered: many } });
    expect(new Set(rig.effects.map((each) => each.want.title)).size).toBe(rig.effects.length);
    expect(rig.effects.filter((each) => String(each.want.title).startsWith('Bulk'))).toHaveLength(many);
  }, 120_000);
});
