import { describe, expect, it } from '@jest/globals';
import { failurePolicy } from '#libs/failures';
import { checkWorkspace, compileWorkspace, parseWorkspace } from '#libs/flow';
import { createPolicies } from './policies.ts';

const system = (name: string, more = ''): string => `
apiVersion: junctor.io/v1
kind: System
metadata: { name: ${name}, owner: o }
spec:
  connector: c
${more}`;
const flow = (more: string): string => `
apiVersion: junctor.io/v1
kind: Flow
metadata: { name: f, owner: o, purpose: p }
spec:
  pattern: configuration-synchronization
  source: { system: from, model: incident }
  target: { system: to, model: incident }
  correlate: [number]
  map: [{ to: title, from: title, reason: r }]
${more}`;
const facts = { connectors: { c: { sources: ['webhook' as const], models: ['incident'] } } };

function policiesOf(ofSystem: string, ofFlow: string) {
  const files = { 'systems/from.yaml': system('from'), 'systems/to.yaml': system('to', ofSystem), 'flows/f/flow.yaml': flow(ofFlow) };
  const { workspace, problems } = parseWorkspace(files);
  expect([...problems, ...checkWorkspace(workspace, facts)].filter(({ rule }) => rule === 'workspace.failures')).toEqual([]);
  return createPolicies({ current: () => compileWorkspace(workspace, 'r') });
}

const down = { class: 'down', scope: 'system', evidence: { message: 'away' } } as const;

describe('the policies of the current workspace', () => {
  it("are the flow's for a delivery, the system's for what is held, the table's for the rest", () => {
    const policies = policiesOf(
      '  failures: [{ class: down, action: retry, tries: 2 }]',
      '  failures: [{ class: down, action: review }]\n  parkedHead: skip',
    );
    expect(policies.forFlow('f', 'to').decide(down)).toMatchObject({ action: 'review', from: 'flow' });
    expect(policies.forFlow('f', 'to').parkedHead).toBe('skip');
    expect(policies.forSystem('to', down)).toMatchObject({ action: 'retry', tries: 2, from: 'system' });
    expect(policies.forSystem('from', down)).toMatchObject({ action: 'hold', from: 'table' });
  });

  it('are cautious about a flow that is gone', () => {
    const policies = policiesOf('  failures: [{ class: down, action: retry }]', '');
    expect(policies.forFlow('gone', 'to').parkedHead).toBe('block');
    expect(policies.forFlow('gone', 'to').decide(down)).toMatchObject({ action: 'retry', from: 'system' });
  });

  it('may be written as they are in the table: check takes every row of it', () => {
    const rows = failurePolicy.filter(({ class: kind, scope }) => kind !== 'transient' || scope !== 'lane');
    const written = rows.map(({ class: kind, scope, action }) => `    - { class: ${kind}, scope: ${scope}, action: ${action} }`).join('\n');
    const policies = policiesOf('', `  failures:\n${written}`);
    for (const { class: kind, scope, action } of rows)
      expect(policies.forFlow('f', 'to').decide({ ...down, class: kind, scope })).toMatchObject({ action });
  });
});
