import { describe, expect, it } from '@jest/globals';
import { parseWorkspace } from '../parse.ts';
import type { Problem } from '../problem.ts';
import { checkRules } from '../rules/rules.ts';
import { demoFiles } from '../testdata/demo.ts';
import { facts } from '../testdata/facts.ts';
import { checkWorkspace } from './check.ts';

const demo = demoFiles();
const alerts = 'flows/prometheus-to-servicenow/flow.yaml';
const audit = 'flows/audit-to-files/flow.yaml';
const prometheus = 'systems/prometheus.yaml';
const itsm = 'systems/itsm-audit.yaml';

function problemsOf(files: Record<string, string>): Problem[] {
  const { workspace, problems } = parseWorkspace(files);
  return [...problems, ...checkWorkspace(workspace, facts)];
}

/** The demo workspace with one text replaced; refuses a replacement that changes nothing. */
function broken(file: string, from: string, to: string): Record<string, string> {
  const text = demo[file] ?? '';
  if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
  return { ...demo, [file]: text.replace(from, to) };
}

/** Rule, file, a text in it, what it is replaced by, and words that message, hint or expectation must contain. */
const cases: readonly (readonly [string, string, string, string, string])[] = [
  ['workspace.yaml', alerts, 'kind: Flow', 'kind: Flow\nkind: Flow', 'unique'],
  ['workspace.yaml', alerts, 'metadata:', 'metadata: [', ''],
  ['workspace.field.unknown', alerts, 'correlate:', 'correlates:', "did you mean 'correlate'?"],
  ['workspace.field.missing', alerts, '  owner: sre-platform\n', '', 'is missing'],
  ['workspace.value', alerts, 'pattern: event-to-incident', 'pattern: event-to-incidents', "did you mean 'event-to-incident'?"],
  ['workspace.value', alerts, 'PT30M', '30 minutes', 'ISO 8601'],
  ['workspace.value', itsm, 'format: json', 'format: jsn', "did you mean 'json'?"],
  ['workspace.name.duplicate', itsm, 'name: itsm-audit', 'name: cmdb', 'already the name in systems/cmdb.yaml'],
  ['workspace.name.file', prometheus, 'name: prometheus', 'name: prom', 'does not agree'],
  ['system.connector.unknown', prometheus, 'connector: alertmanager', 'connector: alertmanger', "did you mean 'alertmanager'?"],
  ['system.topic', 'systems/cmdb.yaml', '  topic: { name: cmdb.cis, format: json }\n', '', 'none is named'],
  ['system.topic', prometheus, '  settings:', '  topic: { name: a, format: json }\n  settings:', 'reads no topic'],
  ['workspace.failures', alerts, '  when: event', '  failures: [{ class: unknown, action: retry }]\n  when: event', 'makes a second one'],
  ['workspace.failures', alerts, '  when: event', '  failures: [{ class: auth, action: retry }]\n  when: event', 'lock the account'],
  [
    'workspace.failures',
    alerts,
    '  when: event',
    '  failures: [{ class: rateLimit, scope: record, action: hold }]\n  when: event',
    'nothing is held',
  ],
  [
    'workspace.failures',
    alerts,
    '  when: event',
    '  failures: [{ class: transient, scope: lane, action: review }]\n  when: event',
    'by itself',
  ],
  [
    'workspace.failures',
    alerts,
    '  when: event',
    '  failures: [{ class: down, action: hold, tries: 3 }]\n  when: event',
    'goes with retry',
  ],
  [
    'workspace.failures',
    itsm,
    '  connector:',
    '  failures: [{ class: down, action: retry }, { class: down, action: review }]\n  connector:',
    'twice',
  ],
  ['workspace.value', alerts, '  when: event', '  parkedHead: blok\n  when: event', "did you mean 'block'?"],
  ['system.limits', prometheus, '  settings:', '  limits: { perSecond: 5, burst: 50 }\n  settings:', 'at most 5'],
  ['system.limits', prometheus, '  settings:', '  limits: { burst: 50 }\n  settings:', 'without a limit'],
  ['system.valuemap.name', prometheus, '    severity:', '    severty:', "did you mean 'severity'?"],
  ['system.valuemap.value', prometheus, 'warning: medium', 'warning: mediun', "did you mean 'medium'?"],
  ['flow.system.unknown', alerts, 'system: prometheus', 'system: prometeus', "did you mean 'prometheus'?"],
  ['flow.model', alerts, 'model: event', 'model: events', "did you mean 'event'?"],
  ['flow.model', alerts, 'model: incident', 'model: incidents', "did you mean 'incident'?"],
  ['flow.source', alerts, 'system: prometheus', 'system: servicenow', 'only writes'],
  ['flow.target', alerts, 'system: servicenow', 'system: cmdb', "can't write incident"],
  ['flow.pattern.waiting', alerts, 'pattern: event-to-incident', 'pattern: change-coordination', 'not built yet'],
  ['flow.pattern.waiting', alerts, 'pattern: event-to-incident', 'pattern: service-request-fulfilment', 'not built yet'],
  ['flow.pattern.parts', alerts, '    - { to: urgency,', '    - { to: priority,', "no row fills 'urgency'"],
  ['flow.pattern.parts', audit, 'pattern: configuration-synchronization', 'pattern: event-to-incident', 'needs an episode'],
  ['flow.pattern.parts', alerts, 'pattern: event-to-incident', 'pattern: configuration-synchronization', 'has no episodes'],
  [
    'flow.pattern.parts',
    audit,
    'target: { system: archive-files, model: incident }',
    'target: { system: archive-files, model: ci }',
    'same model',
  ],
  ['flow.correlate.mutable', alerts, 'labels.namespace, name]', 'labels.namespace, severity]', "'severity' can change"],
  ['flow.correlate.mutable', alerts, 'labels.namespace, name]', 'labels.namespace, context.ci.name]', 'can change'],
  ['flow.correlate.mutable', audit, '[number]', '[title]', "'title' can change"],
  ['flow.path', alerts, 'from: severity', 'from: sevrity', "did you mean 'severity'?"],
  ['flow.path', alerts, '{{name}} in', '{{nam}} in', "did you mean 'name'?"],
  ['flow.path', alerts, 'from: context.ci.name', 'from: context.ci.nme', "did you mean 'name'?"],
  ['flow.expression', alerts, "event.severity != 'info'", "event.severity != 'inf'", "did you mean 'info'?"],
  ['flow.expression', alerts, "event.severity == 'critical'", "event.sevrity == 'critical'", "did you mean 'severity'?"],
  ['flow.expression', alerts, "event.severity != 'info'", "severity != 'info'", 'write event.severity'],
  ['flow.expression', alerts, "event.severity != 'info'", 'event.severity', 'not true or false'],
  ['flow.expression', alerts, "event.severity != 'info'", 'event.startedAt > "x"', 'no such overload'],
  ['flow.expression', alerts, "event.severity != 'info'", 'event.severity !=', 'not an expression'],
  ['flow.expression', alerts, "event.severity != 'info'", "event.name.matches('(')", 'not a pattern'],
  ['flow.map.source', alerts, 'value: software,', 'value: software, from: name,', '2 sources'],
  ['flow.map.source', alerts, ' value: software,', '', '0 sources'],
  ['flow.map.target', alerts, 'to: category', 'to: categry', "did you mean 'category'?"],
  ['flow.map.target', alerts, 'to: category', 'to: meta', "no field 'meta' to fill"],
  ['flow.map.target', alerts, 'to: category', 'to: title', 'already'],
  ['flow.map.target', alerts, 'to: category', 'to: category.x', "no field 'category.x'"],
  ['workspace.value', alerts, 'to: category', 'to: extra.__proto__', 'extra.<key>'],
  ['flow.map.type', alerts, 'to: category, value: software', 'to: openedAt, value: software', 'does not fit'],
  ['flow.map.type', alerts, 'from: severity, valueMap: impact', 'from: severity', 'does not fit'],
  ['flow.map.type', alerts, 'to: category, value: software', 'to: category, expr: event.labels', 'a map of texts does not fit'],
  ['flow.map.type', alerts, 'to: category, value: software', 'to: category, expr: event.ciKeys', 'a list of text does not fit'],
  ['flow.map.type', alerts, 'to: category, value: software', 'to: priority, value: hgh', "'hgh' is not a priority"],
  ['flow.map.reason', alerts, ", reason: Only critical alerts can't wait", '', 'no business reason'],
  ['flow.valuemap.unknown', alerts, 'valueMap: impact', 'valueMap: impct', "did you mean 'impact'?"],
  ['flow.valuemap.key', alerts, 'impact: { critical: high', 'impact: { critcal: high, critical: high', "did you mean 'critical'?"],
  ['flow.valuemap.value', alerts, 'impact: { critical: high', 'impact: { critical: hgh', "did you mean 'high'?"],
  ['flow.valuemap.missing', alerts, "  when: event.severity != 'info'\n", '', "no row for 'info'"],
  ['flow.valuemap.missing', alerts, ', low: low }\n    urgency', ' }\n    urgency', "no row for 'low'"],
  ['flow.valuemap.unused', alerts, '    urgency: {', '    spare: { a: b }\n    urgency: {', "no row uses the value map 'spare'"],
  ['flow.route.otherwise', alerts, '- name: otherwise\n', "- name: otherwise\n      when: event.severity == 'low'\n", 'matches none'],
  ['flow.route.otherwise', alerts, "      when: event.ciKeys.exists(key, key.startsWith('node/'))\n", '', 'never reached'],
  ['flow.route.name', alerts, 'name: node', 'name: owning-team', 'already'],
  ['flow.route.unset', alerts, 'set: { group: Cluster Operations }', 'set: { grop: Cluster Operations }', "does not set 'group'"],
  ['flow.episode', alerts, 'status: resolved', 'status: resolvd', "did you mean 'resolved'?"],
  ['flow.episode', alerts, '      resolutionCode: Solved (Permanently)\n', '', "'resolutionCode' is missing"],
  ['flow.episode', alerts, 'status: resolved', 'status: on_hold', 'is not resolved'],
];

describe('check', () => {
  it('finds nothing wrong with the demo workspace', () => {
    expect(problemsOf(demo)).toEqual([]);
  });

  it.each(cases)('%s: %s with "%s" -> "%s"', (rule, file, from, to, words) => {
    const found = problemsOf(broken(file, from, to)).filter((problem) => problem.rule === rule);
    expect(found).not.toEqual([]);
    expect(found.map(({ message, hint, expected }) => `${message} ${hint} ${expected}`).join('\n')).toContain(words);
    for (const problem of found) {
      expect(problem.file).toBe(file);
      expect(problem.line).toBeGreaterThan(0);
      expect(problem.severity).toBe(checkRules.find(({ id }) => id === problem.rule)?.severity);
    }
  });

  it('points at the line and column of the slip', () => {
    const files = broken(alerts, 'from: context.ci.service', 'from: context.ci.servise');
    const [problem] = problemsOf(files);
    const line = (files[alerts] ?? '').split('\n').findIndex((text) => text.includes('servise')) + 1;
    expect(problem).toMatchObject({ rule: 'flow.path', file: alerts, line, field: 'spec.map[6].from', hint: "did you mean 'service'?" });
    expect(((files[alerts] ?? '').split('\n')[line - 1] ?? '').slice((problem?.column ?? 0) - 1)).toMatch(/^context\.ci\.servise/);
  });

  it('reports the problems of all files at once', () => {
    const files = {
      ...broken(alerts, 'from: severity', 'from: sevrity'),
      [prometheus]: (demo[prometheus] ?? '').replace('warning: medium', 'warning: x'),
    };
    expect(
      problemsOf(files)
        .map(({ rule }) => rule)
        .sort(),
    ).toEqual(['flow.path', 'system.valuemap.value']);
  });

  it('never calls a value impossible because of a field it did not look at', () => {
    const files = broken(alerts, "event.severity != 'info'", "event.severity != 'info' || has(event.service)");
    expect(problemsOf(files).map(({ rule }) => rule)).toContain('flow.valuemap.missing');
  });
});
