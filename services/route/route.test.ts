import { describe, expect, it } from '@jest/globals';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import type { Contribution, Event, Outcome } from '#libs/model';
import type { Decision, Message } from '#libs/stage';
import { createRoute, isolated, type Routable } from './route.ts';

const flow = (name: string, target: string, when: string, group: string): string => `apiVersion: junctor.io/v1
kind: Flow
metadata: { name: ${name}, owner: sre, purpose: a test }
spec:
  pattern: event-to-incident
  source: { system: prometheus, model: event }
  target: { system: ${target}, model: incident }
  when: ${when}
  correlate: [labels.namespace, name]
  map:
    - { to: title, from: name, reason: what }
    - { to: group, ${group}, required: true, reason: who }
  episode:
    reopenWithin: PT30M
    line: '{{name}}'
    resolved: { status: resolved, resolutionCode: Solved, resolutionNotes: It is over }
`;
const system = (name: string, connector: string): string => `apiVersion: junctor.io/v1
kind: System
metadata: { name: ${name}, title: ${name}, owner: sre }
spec: { connector: ${connector}, holds: things }
`;
const files = {
  'systems/prometheus.yaml': system('prometheus', 'alertmanager'),
  'systems/one.yaml': system('one', 'servicenow'),
  'systems/two.yaml': system('two', 'servicenow'),
  'flows/a/flow.yaml': flow('a', 'one', "event.severity != 'info'", 'value: Desk'),
  'flows/b/flow.yaml': flow('b', 'two', "event.severity == 'critical'", 'value: Desk'),
  'flows/c/flow.yaml': flow('c', 'two', "event.severity == 'high'", 'from: service'),
};
/** The same workspace, read in another order and under another name. */
const turned = Object.fromEntries(Object.entries(files).reverse());

const compiled = (given: Record<string, string>, revision: string) => compileWorkspace(parseWorkspace(given).workspace, revision);
const route = createRoute((revision) =>
  revision === 'r1' ? compiled(files, 'r1') : revision === 'r2' ? compiled(turned, 'r2') : undefined,
);

const message = (severity: string, revision: string | null = 'r1'): Message<Routable> => ({
  id: 'e1',
  topic: 'junctor.enriched.event.v1',
  partition: 0,
  offset: 3n,
  timestamp: 1_000,
  key: 'prometheus/r1',
  headers: {},
  revision,
  traceparent: null,
  trail: '[]',
  value: {
    meta: { id: 'e1', system: 'prometheus', record: 'rec', version: 3, digest: 'd', occurredAt: 900 },
    name: 'DiskFull',
    title: 'Disk full',
    status: 'firing',
    severity,
    service: null,
    labels: { namespace: 'shop' },
    ciKeys: [],
    context: null,
  } as unknown as Event,
});

function emitted(decision: Decision): Extract<Decision, { kind: 'emit' }> {
  if (decision.kind !== 'emit') throw new Error(`not emitted: ${JSON.stringify(decision)}`);
  return decision;
}
const contributions = (decision: Decision): Contribution[] =>
  emitted(decision)
    .outputs.filter(({ topic }) => topic === 'junctor.delivery.v1')
    .map(({ value }) => value as Contribution);
const outcomesOf = (decision: Decision): Outcome[] =>
  emitted(decision)
    .outputs.filter(({ topic }) => topic === 'junctor.outcome.v1')
    .map(({ value }) => value as Outcome);

describe('route', () => {
  it.each([
    ['one flow', 'medium', ['a']],
    ['two flows', 'critical', ['a', 'b']],
  ])('makes one contribution per flow: %s', (_name, severity, flows) => {
    const decision = route(message(severity));
    expect(
      contributions(decision)
        .map((each) => each.flow)
        .sort(),
    ).toEqual(flows);
    const [outcome, ...more] = outcomesOf(decision);
    expect(more).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'routed', deliveryIds: contributions(decision).map(({ id }) => id) });
  });

  it('is keyed by the target, so that all of one ticket meets in one place', () => {
    const [output] = emitted(route(message('medium'))).outputs;
    expect(output?.key).toBe(`one/${(output?.value as Contribution | undefined)?.targetKey}`);
    expect(output?.value).toMatchObject({
      messageId: 'e1',
      system: 'prometheus',
      record: 'rec',
      version: 3,
      occurredAt: 900,
      phase: 'active',
    });
  });

  it('filters what no flow takes', () => {
    expect(route(message('info'))).toMatchObject({ kind: 'drop' });
  });

  it('parks one flow among several, while the others go on', () => {
    const decision = emitted(route(message('high')));
    expect(contributions(decision).map((each) => each.flow)).toEqual(['a']);
    expect(decision.reviews?.map((each) => each.flow)).toEqual(['c']);
    expect(outcomesOf(decision)[0]?.deliveryIds).toHaveLength(1);
  });

  it('waits for nothing that is not loaded', () => {
    expect(route(message('high', 'r9'))).toMatchObject({ kind: 'review', code: 'unknown-revision' });
  });

  it('gives ids that depend neither on the order of flows nor on the revision', () => {
    const ids = (revision: string) => contributions(route(message('critical', revision))).map(({ flow: name, id }) => `${name} ${id}`);
    expect(ids('r2').sort()).toEqual(ids('r1').sort());
    expect(new Set(ids('r1')).size).toBe(2);
  });

  it.each(['critical', 'high', 'info'])('is the same step in a thread of its own: %s', (severity) => {
    const there = isolated([{ revision: 'r1', files }]);
    expect(there(message(severity))).toEqual(route(message(severity)));
  });
});
