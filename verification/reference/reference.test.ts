import { describe, expect, it } from '@jest/globals';
import { expectedIncidents, expectedTickets } from './reference.ts';

const cmdb = [
  { name: 'pay on c1', keys: ['service/c1/pay'], criticality: 'mission_critical', supportGroup: 'Payments' },
  { name: 'blog on c1', keys: ['service/c1/blog'], criticality: 'operational', supportGroup: null },
  { name: 'n1', keys: ['node/n1'], criticality: 'mission_critical', supportGroup: 'Platform' },
];
type Entry = [fingerprint: string, status: 'firing' | 'resolved', severity: string, namespace: string, node?: string];
const session = (...posts: Entry[][]) =>
  posts
    .map((entries) => {
      const alerts = entries.map(([fingerprint, status, severity, namespace, node]) => ({
        fingerprint,
        status,
        labels: { alertname: 'A', cluster: 'c1', namespace, severity, ...(node && { node }) },
      }));
      return JSON.stringify({ at: 0, body: { alerts } });
    })
    .join('\n');

describe('expectedTickets', () => {
  it.each<[string, Entry[][], object[]]>([
    [
      'one firing alert is one open ticket',
      [[['f1', 'firing', 'warning', 'pay']]],
      [{ state: 'open', impact: 'medium', urgency: 'medium', priority: 3, group: 'Payments', ci: 'pay on c1' }],
    ],
    ['critical on a mission-critical CI', [[['f1', 'firing', 'critical', 'pay']]], [{ priority: 1, group: 'Major Incident' }]],
    ['critical on another CI', [[['f1', 'firing', 'critical', 'blog']]], [{ priority: 1, group: 'Service Desk', ci: 'blog on c1' }]],
    ['a CI that nobody knows', [[['f1', 'firing', 'warning', 'lost']]], [{ group: 'Service Desk', ci: null }]],
    ['a node', [[['f1', 'firing', 'warning', 'pay', 'n1']]], [{ group: 'Cluster Operations', ci: 'n1' }]],
    ['critical on a mission-critical node', [[['f1', 'firing', 'critical', 'pay', 'n1']]], [{ group: 'Major Incident' }]],
    [
      'info is left out',
      [
        [
          ['f1', 'firing', 'info', 'pay'],
          ['f2', 'firing', 'none', 'pay'],
        ],
      ],
      [],
    ],
    ['resolved', [[['f1', 'firing', 'warning', 'pay']], [['f1', 'resolved', 'warning', 'pay']]], [{ state: 'resolved' }]],
    [
      'one of two resolved',
      [
        [
          ['f1', 'firing', 'warning', 'pay'],
          ['f2', 'firing', 'warning', 'pay'],
        ],
        [['f1', 'resolved', 'warning', 'pay']],
      ],
      [{ state: 'open', alerts: 2 }],
    ],
    [
      'fires again',
      [[['f1', 'firing', 'warning', 'pay']], [['f1', 'resolved', 'warning', 'pay']], [['f1', 'firing', 'warning', 'pay']]],
      [{ state: 'open', alerts: 1 }],
    ],
    [
      'a repeat changes nothing',
      [[['f1', 'firing', 'warning', 'pay']], [['f1', 'firing', 'warning', 'pay']]],
      [{ state: 'open', alerts: 1 }],
    ],
    ['resolved before it fired', [[['f1', 'resolved', 'warning', 'pay']]], []],
    ['resolved, then fired', [[['f1', 'resolved', 'warning', 'pay']], [['f1', 'firing', 'warning', 'pay']]], [{ state: 'open' }]],
    [
      'severity sticks after the critical one is resolved',
      [
        [
          ['f9', 'firing', 'critical', 'pay'],
          ['f1', 'firing', 'warning', 'pay'],
        ],
        [['f9', 'resolved', 'critical', 'pay']],
      ],
      [{ state: 'open', impact: 'high', priority: 1, lead: 'f9' }],
    ],
    [
      'the smallest fingerprint leads among equals',
      [
        [
          ['f2', 'firing', 'warning', 'pay', 'n1'],
          ['f1', 'firing', 'warning', 'pay'],
        ],
      ],
      [{ lead: 'f1', group: 'Payments' }],
    ],
  ])('%s', (_name, posts, tickets) => {
    expect(expectedTickets(session(...posts), cmdb).tickets).toEqual(tickets.map((ticket) => expect.objectContaining(ticket)));
  });

  it('counts', () => {
    const text = session(
      [['f1', 'firing', 'warning', 'pay']],
      [['f2', 'resolved', 'warning', 'blog']],
      [['f3', 'firing', 'critical', 'blog']],
      [['f3', 'resolved', 'critical', 'blog']],
    );
    expect(expectedTickets(text, cmdb).counts).toEqual({ tickets: 2, open: 1, resolved: 1, nothingToResolve: 1 });
  });

  it('keeps only what was accepted', () => {
    const text = session([['f1', 'firing', 'warning', 'pay']], [['f1', 'resolved', 'warning', 'pay']]);
    expect(expectedTickets(text, cmdb, new Set(['0/f1/firing'])).counts).toMatchObject({ open: 1 });
    expect(expectedTickets(text, cmdb, new Set()).counts).toMatchObject({ tickets: 0 });
  });
});

const HEADER = 'number,incident_state,sys_mod_count,impact,sys_updated_at,assigned_to,caller_id';
const incidents = (...rows: string[]) => expectedIncidents([HEADER, ...rows].join('\n'));

describe('expectedIncidents', () => {
  it('keeps the highest count and names what became of every row', () => {
    const result = incidents(
      'I1,New,0,1 - High,1/3/2016 09:05,?,Caller  7',
      'I1,Active,4,1 - High,1/3/2016 10:00,R 1,Caller  7',
      'I1,Active,2,1 - High,1/3/2016 09:30,?,Caller  7',
      'I1,Active,4,1 - High,1/3/2016 10:00,R 1,Caller  7',
      'I1,Resolved,4,1 - High,1/3/2016 10:01,R 1,Caller  7',
      'I1,-100,5,1 - High,1/3/2016 10:02,R 1,Caller  7',
      'I2,-100,0,?,1/3/2016 10:03,?,?',
    );
    expect(result.counts).toEqual({ rows: 7, incidents: 1, applied: 3, stale: 1, duplicate: 1, parked: 2 });
    expect(result.stale).toEqual([{ row: 4, number: 'I1', version: 2 }]);
    expect(result.duplicate).toEqual([{ row: 5, number: 'I1', version: 4 }]);
    expect(result.parked).toEqual([
      { row: 7, number: 'I1', version: 5 },
      { row: 8, number: 'I2', version: 0 },
    ]);
    expect(result.incidents).toEqual([
      expect.objectContaining({
        number: 'I1',
        version: 4,
        versions: [0, 4, 4],
        status: 'resolved',
        impact: 'high',
        assignee: 'R 1',
        requester: 'Caller 7',
        updatedAt: Date.UTC(2016, 2, 1, 10, 1),
        closedAt: null,
      }),
    ]);
  });

  it('refuses a row with a cell too few, by its number', () => {
    expect(() => incidents('I1,New,0,?,1/3/2016 09:05,?,?', 'I2,New')).toThrow('row 3: 2 cells, 7 were expected');
  });
});
