/** What is sent amid good input to show that it is answered, parked and found again: named beforehand, one by one. */

/** How to find the item among the parked: by the record it is parked under, or by a text in what was kept of it. */
export type Found =
  | { readonly by: 'record'; readonly value: string }
  | { readonly by: 'reason'; readonly value: string }
  | { readonly by: 'excerpt'; readonly value: string };

export interface BadItem {
  /** Unique; also the fingerprint, incident number or a text inside the bytes wherever there is room for one. */
  readonly id: string;
  readonly what: string;
  readonly stage: 'transform';
  readonly code: string;
  readonly found: Found;
}

export interface BadPost extends BadItem {
  readonly body: Buffer;
  /** Fingerprints of good alerts in the same post; they pass, and open no ticket. */
  readonly goodBeside: readonly string[];
}

export interface BadRow extends BadItem {
  readonly key: string;
  readonly value: Buffer;
}

const GOOD_BESIDE = 'good-beside-bad';

/** Never fires a ticket: its severity is info, which flows over alerts leave out. */
const harmless = (fingerprint: string): object => ({ ...alert(fingerprint), labels: { ...alert(fingerprint).labels, severity: 'info' } });

const alert = (fingerprint: string, labels: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'BadInputProbe', cluster: 'eu-west-1', namespace: 'monitoring', severity: 'warning', ...labels },
  annotations: { summary: 'Sent on purpose' },
  startsAt: '2026-11-21T23:30:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: '',
  fingerprint,
});

const post = (...alerts: readonly unknown[]) =>
  JSON.stringify({
    receiver: 'junctor',
    status: 'firing',
    alerts,
    groupLabels: {},
    externalURL: '',
    version: '4',
    groupKey: '{}:{}',
    truncatedAlerts: 0,
  });

const without = (object: object, field: string): object => Object.fromEntries(Object.entries(object).filter(([key]) => key !== field));

const badPost = (id: string, what: string, code: string, body: string, found: Found = { by: 'record', value: id }): BadPost => ({
  id,
  what,
  stage: 'transform',
  code,
  found,
  body: Buffer.from(body),
  goodBeside: body.includes(GOOD_BESIDE) ? [GOOD_BESIDE] : [],
});

/** One item is one parked message. Posts of the Alertmanager webhook; all are answered 200. */
export function badPosts(): readonly BadPost[] {
  const inText = (id: string): Found => ({ by: 'excerpt', value: id });
  return [
    badPost('bad-empty-body', 'an empty body', 'malformed', '', { by: 'reason', value: 'empty body' }),
    badPost(
      'bad-broken-json',
      'JSON that ends too early',
      'malformed',
      '{"receiver":"bad-broken-json","alerts":[{',
      inText('bad-broken-json'),
    ),
    badPost(
      'bad-depth',
      'nested 10,000 deep',
      'malformed',
      `{"receiver":"bad-depth","alerts":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      inText('bad-depth'),
    ),
    badPost(
      'bad-version',
      'another payload version',
      'malformed',
      '{"receiver":"bad-version","version":"2","alerts":[]}',
      inText('bad-version'),
    ),
    badPost('bad-no-alerts', 'no alerts', 'malformed', '{"receiver":"bad-no-alerts","version":"4"}', inText('bad-no-alerts')),
    badPost('bad-proto', 'a label named __proto__', 'malformed', post(alert('bad-proto')).replace('"namespace"', '"__proto__"')),
    badPost('bad-surrogate', 'half a surrogate pair', 'malformed', post(alert('bad-surrogate', { pod: '\ud83d' }))),
    badPost('bad-labels-missing', 'an alert without labels', 'malformed', post(without(alert('bad-labels-missing'), 'labels'))),
    badPost('bad-label-number', 'a label that is a number', 'malformed', post(alert('bad-label-number', { replica: 3 }))),
    badPost(
      'bad-fingerprint',
      'a fingerprint that is a number',
      'malformed',
      post({ ...alert('x', { pod: 'bad-fingerprint' }), fingerprint: 7 }),
      inText('bad-fingerprint'),
    ),
    badPost('bad-mixed', 'a bad alert beside a good one', 'malformed', post(harmless(GOOD_BESIDE), { ...alert('bad-mixed'), labels: [] })),
    badPost('bad-severity', 'a severity that nobody has mapped', 'unknown-value', post(alert('bad-severity', { severity: 'page' }))),
    badPost(
      'bad-severity-missing',
      'no severity',
      'unknown-value',
      post({ ...alert('bad-severity-missing'), labels: { alertname: 'BadInputProbe' } }),
    ),
    badPost(
      'bad-alertname-missing',
      'no alertname',
      'missing-field',
      post({ ...alert('bad-alertname-missing'), labels: { severity: 'warning' } }),
    ),
    badPost('bad-status', 'a status of no meaning', 'unknown-value', post({ ...alert('bad-status'), status: 'suppressed' })),
    badPost('bad-starts-at', 'a start that is no time', 'invalid-value', post({ ...alert('bad-starts-at'), startsAt: 'yesterday' })),
    badPost('bad-ends-at', 'resolved without an end', 'invalid-value', post({ ...alert('bad-ends-at'), status: 'resolved' })),
  ];
}

const row = {
  incident_state: 'Active',
  sys_mod_count: '1',
  sys_updated_at: '1/3/2016 10:00',
  opened_at: '1/3/2016 09:00',
  impact: '2 - Medium',
  urgency: '2 - Medium',
  priority: '3 - Moderate',
};

const badRow = (id: string, what: string, code: string, value: string | object): BadRow => ({
  id,
  what,
  stage: 'transform',
  code,
  found: { by: 'record', value: id },
  key: id,
  value: Buffer.from(typeof value === 'string' ? value : JSON.stringify({ number: id, ...row, ...value })),
});

/** Records of the audit log's topic, each under a number of its own. */
export function badRows(): readonly BadRow[] {
  return [
    badRow('BAD0000001', 'a state that nobody has mapped', 'unknown-value', { incident_state: '-100' }),
    badRow('BAD0000002', 'JSON that ends too early', 'malformed', '{"number":"BAD0000002"'),
    badRow('BAD0000003', 'an empty value', 'malformed', ''),
    badRow('BAD0000004', 'a count that is no number', 'malformed', { sys_mod_count: 'many' }),
    badRow('BAD0000005', 'a date of another form', 'invalid-value', { sys_updated_at: '2016-03-01 10:00' }),
    badRow('BAD0000006', 'no time of change', 'missing-field', { sys_updated_at: '?' }),
    badRow('BAD0000007', 'a label without a known code', 'unknown-value', { impact: '9 - Everything' }),
    badRow('BAD0000008', 'a cell that is no text', 'malformed', { impact: 2 }),
    badRow('BAD0000009', 'a list', 'malformed', '[]'),
    badRow('BAD0000010', 'half a surrogate pair', 'malformed', { location: '\udc00' }),
  ];
}
