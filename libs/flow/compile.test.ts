import { describe, expect, it } from '@jest/globals';
import { compileWorkspace } from './compile.ts';
import type { CompiledFlow } from './compile-flow.ts';
import { parseWorkspace } from './parse.ts';
import { WorkspaceError } from './problem.ts';
import { revisionOf } from './revision.ts';
import { demoFiles } from './testdata/demo.ts';
import { ci, event, incident } from './testdata/records.ts';

const files = demoFiles();
const compiled = compileWorkspace(parseWorkspace(files).workspace, revisionOf(files));

function flow(system: string, model: string): CompiledFlow {
  const [first] = compiled.flowsFor(system, model);
  if (first === undefined) throw new Error(`no flow for ${system}/${model}`);
  return first;
}
const alerts = flow('prometheus', 'event');

function wanted(record: unknown, of = alerts): { ticket: Record<string, unknown>; line: string; rules: string[]; whys: string } {
  const result = of.contribute(record);
  if (result.kind !== 'contribution') throw new Error(JSON.stringify(result));
  const { ticket, line } = JSON.parse(result.want) as { ticket: Record<string, unknown>; line: string };
  return { ticket, line, rules: result.explanation.map(({ rule }) => rule), whys: result.explanation.map(({ why }) => why).join('\n') };
}

describe('the demo workspace, compiled', () => {
  it('finds flows by source system and model', () => {
    expect(compiled.flowsFor('itsm-audit', 'incident').map(({ name }) => name)).toEqual(['audit-to-files', 'audit-to-webhook']);
    expect(compiled.flowsFor('prometheus', 'incident')).toEqual([]);
    expect(compiled.flowsFor('__proto__', 'event')).toEqual([]);
    expect(compiled.systems.get('servicenow')).toMatchObject({
      connector: 'servicenow',
      owner: 'service-desk',
      limits: { concurrency: 16 },
    });
  });

  it('leaves out info events', () => {
    expect(alerts.matches(event())).toBe(true);
    expect(alerts.matches(event({ severity: 'info' }))).toBe(false);
  });

  it.each([
    [
      'a critical alert on a mission-critical item',
      event({ severity: 'critical' }, { ...ci, criticality: 'mission_critical' }),
      'Major Incident',
      ['tier-1-critical'],
    ],
    ['an alert of a node', event({ ciKeys: ['node/n1'] }), 'Cluster Operations', ['tier-1-critical', 'node']],
    ['an alert of a known service', event(), 'HR Applications', ['tier-1-critical', 'node', 'owning-team']],
    [
      'an alert of a service without group',
      event({}, { ...ci, supportGroup: null }),
      'Service Desk',
      ['tier-1-critical', 'node', 'owning-team', 'otherwise'],
    ],
    [
      'an alert of something unknown',
      event({ severity: 'critical' }, null),
      'Service Desk',
      ['tier-1-critical', 'node', 'owning-team', 'otherwise'],
    ],
    [
      'an alert that was never enriched',
      event({ severity: 'critical', context: null }),
      'Service Desk',
      ['tier-1-critical', 'node', 'owning-team', 'otherwise'],
    ],
  ])('routes %s', (_name, record, group, rules) => {
    const want = wanted(record);
    expect(want.ticket.group).toBe(group);
    expect(want.rules).toEqual(['when', ...rules]);
  });

  it('says why a rule did not match when context is missing', () => {
    expect(wanted(event({ severity: 'critical' }, null)).whys).toContain(
      'event.context.ci.criticality = no value), which counts as not matching',
    );
  });

  it('makes one ticket per cause, told by labels on lines of their own', () => {
    const result = alerts.contribute(event());
    expect(result).toMatchObject({ targetKey: 'eu-north-1/hr-portal/KubePodCrashLooping', phase: 'active', rank: 2 });
    const { ticket, line } = wanted(event());
    expect(String(ticket.description).split('\n')).toEqual(
      expect.arrayContaining(['alertname=KubePodCrashLooping', 'cluster=eu-north-1', 'namespace=hr-portal']),
    );
    expect(ticket).toMatchObject({
      title: 'KubePodCrashLooping in hr-portal on eu-north-1',
      impact: 'medium',
      urgency: 'medium',
      ci: 'HR portal',
    });
    expect(line).toBe('medium hr-portal-web-1');
    expect(wanted(event({}, null)).ticket).not.toHaveProperty('ci');
    expect(alerts.contribute(event({ status: 'resolved' }))).toMatchObject({ phase: 'resolved' });
  });

  it('parks a value that no map knows, and names the row to add', () => {
    expect(alerts.contribute(event({ severity: 'info' }))).toMatchObject({
      kind: 'review',
      code: 'flow.value.unknown',
      evidence: {
        message: expect.stringContaining("value map 'impact' has no row for 'info'"),
        hint: "add a row 'info: <target value>' to valueMaps.impact in flows/prometheus-to-servicenow/flow.yaml",
      },
    });
  });

  it('parks a record that lacks what is required, or whose target has no name', () => {
    const audit = flow('itsm-audit', 'incident');
    expect(audit.contribute(incident({ number: null }))).toMatchObject({ kind: 'review', code: 'flow.key.missing' });
    expect(alerts.contribute(event({ name: '', labels: {} }))).toMatchObject({ kind: 'review', code: 'flow.key.missing' });
  });

  it('copies an incident field by field', () => {
    expect(wanted(incident({ status: 'resolved', resolvedAt: 5 }), flow('itsm-audit', 'incident')).ticket).toMatchObject({
      number: 'INC0000045',
      status: 'resolved',
      resolvedAt: 5,
      closedAt: null,
      group: 'Group 56',
      extra: { version: '7' },
    });
  });

  it('gives the same answer for the same record, without touching it', () => {
    const record = event();
    const before = JSON.stringify(record);
    expect(alerts.contribute(record)).toEqual(alerts.contribute(record));
    expect(JSON.stringify(record)).toBe(before);
  });

  it('parks what a condition really fails on', () => {
    const path = 'flows/prometheus-to-servicenow/flow.yaml';
    const text = (files[path] ?? '').replace("event.severity != 'info'", "event.startedAt / 0 > 1 || event.severity == 'low'");
    const [failing] = compileWorkspace(parseWorkspace({ [path]: text }).workspace, 'r').flows;
    expect(failing?.matches(event())).toBe(true);
    expect(failing?.contribute(event())).toMatchObject({ kind: 'review', code: 'flow.expression' });
  });

  it('refuses a workspace that was never checked', () => {
    const path = 'flows/audit-to-files/flow.yaml';
    const { workspace } = parseWorkspace({ [path]: (files[path] ?? '').replaceAll('from: number', 'from: nummer') });
    expect(() => compileWorkspace(workspace, 'r')).toThrow(WorkspaceError);
  });
});
