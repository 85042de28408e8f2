import { describe, expect, it } from '@jest/globals';
import { registry as connectors } from '#connectors';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import { deriveId } from '#libs/line';
import type { Event, Raw } from '#libs/model';
import type { Decision, Message } from '#libs/stage';
import { createTransform, isolated } from './transform.ts';

const files = {
  'systems/prometheus.yaml': `apiVersion: junctor.io/v1
kind: System
metadata: { name: prometheus, title: Alerts, owner: sre }
spec:
  connector: alertmanager
  holds: alerts
  settings: { auth: { type: none } }
  valueMaps: { severity: { warning: medium } }
`,
};
const workspace = compileWorkspace(parseWorkspace(files).workspace, 'r1');
const here = createTransform((revision) => (revision === null || revision === 'r1' ? workspace : undefined));
const there = isolated([{ revision: 'r1', files }]);

const appended = 1_774_137_600_000;
/** One alert as the connector cuts it out of a post. */
function alert(over: object = {}): Buffer {
  const one = {
    status: 'firing',
    labels: { alertname: 'DiskFull', severity: 'warning', namespace: 'shop' },
    annotations: {},
    startsAt: new Date(appended - 60_000).toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus/graph',
    fingerprint: 'feedc7e11dcab67e',
    ...over,
  };
  const post = { version: '4', groupKey: 'g', status: 'firing', receiver: 'r', groupLabels: {}, commonLabels: {}, commonAnnotations: {} };
  const { webhook, settings } = connectors.get('alertmanager');
  const body = Buffer.from(JSON.stringify({ ...post, externalURL: 'http://alertmanager', alerts: [one] }));
  const [event] = webhook?.parse({}, body, settings.parse({ auth: { type: 'none' } })) ?? [];
  if (!event || event.defect !== null) throw new Error(`not an alert: ${event?.defect}`);
  return event.body;
}

function message(over: Partial<Raw> = {}, at: Partial<Message<Raw>> = {}): Message<Raw> {
  return {
    id: 'raw-1',
    topic: 'junctor.raw.v1',
    partition: 2,
    offset: 41n,
    timestamp: appended,
    key: 'prometheus/feedc7e11dcab67e',
    headers: {},
    revision: 'r1',
    traceparent: null,
    trail: '[]',
    ...at,
    value: {
      system: 'prometheus',
      channel: 'webhook',
      format: 'alertmanager/v4',
      record: 'feedc7e11dcab67e',
      eventId: null,
      version: null,
      receivedAt: appended,
      contentType: 'application/json',
      attributes: {},
      body: alert(),
      defect: null,
      ...over,
    },
  };
}

function eventOf(decision: Decision): Event {
  if (decision.kind !== 'emit') throw new Error(`not emitted: ${JSON.stringify(decision)}`);
  return decision.outputs[0]?.value as Event;
}
const metaOf = (over: Partial<Raw> = {}, at: Partial<Message<Raw>> = {}): Event['meta'] => eventOf(here(message(over, at))).meta;

describe('ids and versions (design 4)', () => {
  it('the same source event has the same id wherever it lies', () => {
    const given = { eventId: 'e-1' };
    expect(metaOf(given, { partition: 0, offset: 7n, timestamp: appended + 9 }).id).toBe(metaOf(given).id);
  });

  it.each<[string, Partial<Raw>, Partial<Message<Raw>>]>([
    ['another event id', { eventId: 'e-2' }, {}],
    ['another record', { eventId: 'e-1', record: 'other' }, {}],
    ['other content', { eventId: 'e-1', body: alert({ annotations: { summary: 'full' } }) }, {}],
  ])('%s is another id', (_name, over, at) => {
    expect(metaOf(over, at).id).not.toBe(metaOf({ eventId: 'e-1' }).id);
  });

  it.each<[string, Partial<Raw>, string]>([
    ['its event id', { eventId: 'e-1', version: 7 }, 'e-1'],
    ['its version where it has no event id', { version: 7 }, '7'],
    ['the raw coordinates where it has neither', {}, '2/41'],
  ])('an event is identified by %s', (_name, over, identity) => {
    const meta = metaOf(over);
    expect(meta.id).toBe(deriveId('prometheus', 'feedc7e11dcab67e', identity, meta.digest));
  });

  it.each<[string, Partial<Raw>, number, string]>([
    ["the source's own", { version: 7, attributes: { topicOffset: '12' } }, 7, 'source'],
    ["the offset in the source's own topic", { attributes: { topicOffset: '12' } }, 12, 'topic'],
    ['the raw offset', {}, 41, 'raw'],
  ])('the version is %s', (_name, over, version, versionOrigin) => {
    expect(metaOf(over)).toMatchObject({ version, versionOrigin });
  });

  it.each([
    ['is believed', -60_000, -60_000],
    ['may run ahead by 5 minutes', 300_000, 300_000],
    ['is cut beyond that', 3_600_000, 300_000],
  ])('the time of the source %s', (_name, ahead, expected) => {
    const body = alert({ startsAt: new Date(appended + ahead).toISOString() });
    expect(metaOf({ body }).occurredAt).toBe(appended + expected);
  });
});

describe('what a person has to look at', () => {
  it.each<[string, Partial<Raw>, Partial<Message<Raw>>, string]>([
    ['what was not understood at the door', { defect: 'not JSON' }, {}, 'malformed'],
    ['a system that is not in the workspace', { system: 'elsewhere' }, {}, 'unknown-system'],
    ['a revision that is not loaded', {}, { revision: 'r0' }, 'unknown-system'],
    ['a format without a map', { format: 'carrier.pigeon' }, {}, 'unknown-format'],
    ['an event without a record', { record: null }, {}, 'no-record'],
  ])('%s', (_name, over, at, code) => {
    const decision = here(message(over, at));
    expect(decision).toMatchObject({ kind: 'review', code });
  });

  it('a value that no value map has', () => {
    const body = alert({ labels: { alertname: 'DiskFull', severity: 'catastrophic' } });
    expect(here(message({ body })).kind).toBe('review');
  });
});

it.each<[string, Partial<Raw>, Partial<Message<Raw>>]>([
  ['an alert', {}, {}],
  ['one without a revision', {}, { revision: null }],
  ['a defect', { defect: 'not JSON' }, {}],
  ['an unknown system', { system: 'elsewhere' }, {}],
])('is the same step in a thread of its own: %s', (_name, over, at) => {
  expect(there(message(over, at))).toEqual(here(message(over, at)));
});
