import { describe, expect, it } from '@jest/globals';
import { parseWorkspace, type System } from '#libs/flow';
import type { Escalation, Hold } from '#libs/state';
import { viewsOf } from './view.ts';

function system(name: string, address: string, secret = 'env:SECRET'): System {
  const text = `
apiVersion: junctor.io/v1
kind: System
metadata: { name: ${name}, owner: team }
spec: { connector: c, address: '${address}', settings: { auth: { secret: '${secret}' } }, limits: { perHour: 100 } }`;
  const [parsed] = parseWorkspace({ [`systems/${name}.yaml`]: text }).workspace.systems;
  if (!parsed) throw new Error('not parsed');
  return parsed.value;
}

const hold = (over: Partial<Hold>): Hold => ({
  ...{ subject: 'system:desk', kind: 'breaker', phase: 'open', until: 1, since: 0, rounds: 0, allowed: 1, credentialVersion: null },
  ...{ system: 'desk', failure: { class: 'down', scope: 'system', evidence: { message: 'away' } } },
  ...over,
});
const escalation: Escalation = {
  id: '1',
  subject: 'system:desk',
  system: 'desk',
  kind: 'breaker',
  owner: 'team',
  reason: 'away',
  openedAt: 0,
  resolvedAt: 9,
};
const desk = system('desk', 'https://desk.example');
const views = (holds: readonly Hold[], systems: readonly System[] = [desk]) =>
  viewsOf({ systems, holds, escalations: [escalation], waiting: [] });

describe('what is shown of a system', () => {
  it.each<[string, readonly Partial<Hold>[]]>([
    ['flowing', []],
    ['held', [{}]],
    ['held', [{ phase: 'probing' }]],
    ['held', [{ kind: 'quota' }, { kind: 'credential' }]],
    ['limited', [{ kind: 'quota' }]],
    ['limited', [{ kind: 'quota' }, { phase: 'ramp' }]],
    ['recovering', [{ phase: 'ramp' }]],
  ])('%s: %j', (state, holds) => {
    expect(views(holds.map(hold))).toMatchObject([
      { name: 'desk', owner: 'team', state, limits: { perHour: 100 }, escalations: [escalation] },
    ]);
  });

  it('counts a hold on a credential for every system that uses it there, and for no other', () => {
    const all = [
      desk,
      system('same', 'https://desk.example'),
      system('unknown-address', 'env:URL'),
      system('elsewhere', 'https://else.example'),
      system('other-secret', 'https://desk.example', 'env:SECRET_2'),
    ];
    const found = views([hold({ kind: 'credential', subject: 'credential:env:SECRET at https://desk.example' })], all);
    expect(Object.fromEntries(found.map(({ name, state }) => [name, state]))).toEqual({
      ...{ desk: 'held', same: 'held', 'unknown-address': 'held' },
      ...{ elsewhere: 'flowing', 'other-secret': 'flowing' },
    });
  });

  it('is also shown when only its deliveries are left of it', () => {
    const waiting = [{ targetSystem: 'gone', lanes: 1, blocked: 2, deliveries: 3, oldestMs: 4 }];
    expect(viewsOf({ systems: [], holds: [], escalations: [], waiting })).toMatchObject([
      { name: 'gone', owner: null, state: 'flowing', waiting: { lanes: 1, blocked: 2, deliveries: 3, oldestMs: 4 } },
    ]);
  });
});
