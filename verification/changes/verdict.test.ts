import { describe, expect, it } from '@jest/globals';
import type { Governed } from './accepted.ts';
import type { Written } from './desk.ts';
import type { Reported } from './load.ts';
import { type Evidence, judgeYear } from './verdict.ts';

const problem = (name: string): Reported => ({ name, monitor: 'prometheus', severe: false, security: false });
const ticket = (title: string, state = '6'): Written => ({ number: 'INC1', createdAs: {}, group: 'Desk', title, state, category: '' });
const message = (name: string, over: Partial<Governed> = {}): Governed => ({
  ...{ record: name, version: 1, accepted: 'r1', mapped: 'r1', replayed: false, title: `${name} fires`, phase: 'active' },
  ...over,
});

const good: Evidence = {
  load: { reported: [problem('Problem1'), problem('Problem2')] },
  tickets: new Map(['Problem1', 'Problem2'].map((name) => [name, ticket(`${name} fires`)])),
  doubled: [],
  governed: [message('Problem1'), message('Problem2')],
  revisions: ['r1'],
  superseded: 0,
};
const failed = (evidence: Evidence): string[] => judgeYear(evidence).claims.flatMap(({ claim, holds }) => (holds ? [] : [claim]));

describe('the verdict about a year', () => {
  it('lets a good one pass', () => {
    expect(failed(good)).toEqual([]);
    expect(judgeYear(good)).toMatchObject({ reported: 2, tickets: 2, lost: 0, doubled: 0, byRevision: { r1: 2 }, findings: [] });
  });

  it.each([
    ['a problem without a ticket', { tickets: new Map([['Problem1', ticket('Problem1 fires')]]) }, '0 lost'],
    ['nothing reported at all', { load: { reported: [] }, tickets: new Map() }, '0 lost'],
    ['a problem with two', { doubled: ['Problem1: INC1, INC2'] }, '0 doubled'],
    ['a ticket of nobody', { tickets: new Map([...good.tickets, ['Problem3', ticket('Problem3 fires')]]) }, 'no ticket without'],
    [
      'a ticket left open',
      { tickets: new Map([...good.tickets, ['Problem2', ticket('Problem2 fires', '1')]]) },
      'every ticket is resolved',
    ],
    [
      'a message under another revision',
      { governed: [message('Problem1', { mapped: 'r2' }), message('Problem2')] },
      'every message was mapped',
    ],
    [
      'an older wording',
      { governed: [...good.governed, message('Problem2', { version: 2, title: 'Problem2: new' })] },
      'every ticket has the wording',
    ],
    ['a revision that nothing used', { revisions: ['r1', 'r2'] }, 'every revision accepted'],
  ] satisfies [string, Partial<Evidence>, string][])('finds %s', (_what, over, claim) => {
    expect(failed({ ...good, ...over }).join('\n')).toContain(claim);
  });

  it('opens no ticket for what was over before it was understood, and wants that accounted for', () => {
    const late = [message('Problem2', { version: 2, phase: 'resolved' }), message('Problem2', { replayed: true })];
    const evidence = { ...good, tickets: new Map([['Problem1', ticket('Problem1 fires')]]), governed: [message('Problem1'), ...late] };
    expect(judgeYear({ ...evidence, superseded: 1 })).toMatchObject({ lost: 0, overBefore: 1 });
    expect(failed({ ...evidence, superseded: 1 })).toEqual([]);
    expect(failed(evidence)).toEqual(['what was over before (1) is accounted for as superseded']);
  });

  it('lets a replay run under the revision that is applied when it is ordered', () => {
    expect(failed({ ...good, governed: [message('Problem1', { mapped: 'r2', replayed: true }), message('Problem2')] })).toEqual([]);
  });
});
