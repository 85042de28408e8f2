/** Every rule that a workspace is held to: one table for `check`, its documentation and its tests. */
export interface CheckRule {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** Why the rule is there, in plain words. */
  readonly reason: string;
  /** What breaks it. */
  readonly example: string;
}

const error = (id: string, reason: string, example: string): CheckRule => ({ id, severity: 'error', reason, example });
const warning = (id: string, reason: string, example: string): CheckRule => ({ id, severity: 'warning', reason, example });

export const checkRules: readonly CheckRule[] = [
  error('workspace.yaml', 'A file that is not YAML says nothing.', 'a tab as indentation, a key given twice'),
  error('workspace.field.unknown', 'A misspelt field would be ignored in silence.', 'correlates: [number]'),
  error('workspace.field.missing', 'A file without it can not be understood.', 'metadata without owner'),
  error('workspace.value', 'A value outside what the field takes has no meaning.', 'format: yaml'),
  error('workspace.name.duplicate', 'Two files with one name: a reference to it could mean either.', 'two systems named prometheus'),
  error(
    'workspace.name.file',
    'A name that differs from its file or folder can not be found by people.',
    'systems/prom.yaml with name prometheus',
  ),
  error(
    'workspace.failures',
    'What is done about a failure has to fit it: a call that may have been done is never repeated blindly, a refused credential never tried on.',
    'failures: [{ class: unknown, action: retry }]',
  ),
  error('system.connector.unknown', 'Without a connector nobody speaks to the system.', 'connector: alertmanger'),
  error('system.topic', 'A topic belongs to exactly those systems whose connector reads topics.', 'connector: cmdb-feed without topic'),
  error(
    'system.valuemap.name',
    'The connector asks for its value maps by name; a missing or misnamed one would park every record.',
    'valueMaps: { severty: ... }',
  ),
  error('system.valuemap.value', 'A canonical field takes only the values of its set.', 'severity: { warning: middle }'),
  error('system.limits', 'A burst is the part of a limit that may be used at once.', 'limits: { perSecond: 5, burst: 50 }'),
  error('flow.system.unknown', 'A flow runs between systems of this workspace.', 'source: { system: prometeus, model: event }'),
  error('flow.model', 'Records are exchanged as canonical models only.', 'model: alert'),
  error('flow.source', 'Records have to come from a system that sends some.', 'source.system names a system whose connector only writes'),
  error('flow.target', 'The connector of the target has to be able to write the model.', 'target: { system: prometheus, model: incident }'),
  error('flow.pattern.waiting', 'A pattern without a run-time must not look as if it ran.', 'pattern: change-coordination'),
  error(
    'flow.pattern.parts',
    'Each pattern has its obligations: models, episode, fields that must be mapped.',
    'event-to-incident without episode',
  ),
  error(
    'flow.correlate.mutable',
    'The target record is named once and for ever: a field that changes would name another one halfway.',
    'correlate: [severity]',
  ),
  error('flow.path', 'A path that is not in the model never has a value.', 'from: sevrity'),
  error(
    'flow.expression',
    'A condition that can not be compiled, or compares with a value that never occurs, decides nothing.',
    "when: event.severity == 'crit'",
  ),
  error('flow.map.source', 'A row takes its value from exactly one place.', '{ to: title, from: title, value: text }'),
  error('flow.map.target', 'Rows fill fields that the target model has and that are not our own envelope, each once.', 'to: summary'),
  error('flow.map.type', 'A value has to fit the type of the field it fills.', '{ to: openedAt, from: title }'),
  warning('flow.map.reason', 'People who own the data read why each row is as it is.', '{ to: title, from: title }'),
  error('flow.valuemap.unknown', 'A row can only use a value map that the flow has.', 'valueMap: impct'),
  error('flow.valuemap.key', 'A key that the source field never has is a slip.', 'impact: { crit: high } for severity'),
  error('flow.valuemap.value', 'The target field takes only the values of its set.', 'impact: { critical: highest }'),
  error(
    'flow.valuemap.missing',
    'A value without a row parks its records: every value that can arrive needs one.',
    "no row for 'info' although the flow takes info events",
  ),
  warning('flow.valuemap.unused', 'A map that no row uses misleads its readers.', 'valueMaps: { priority: ... } without a row'),
  error(
    'flow.route.otherwise',
    'Some record will match no rule; the last rule, without condition, says where it goes.',
    'the last rule has a when',
  ),
  error('flow.route.name', 'Explanations name rules, so names are unique.', 'two rules named node'),
  error(
    'flow.route.unset',
    'A value that a row takes from the route has to be set by every rule.',
    '{ to: group, from: route.group } and a rule that sets team',
  ),
  error(
    'flow.episode',
    'What the ticket is told on opening and resolving has to exist in the target model, with its companions.',
    'resolved without resolutionNotes',
  ),
];

const byId = new Map(checkRules.map((rule) => [rule.id, rule]));

/** Severity of a rule; an unknown id is a mistake of ours and throws. */
export function severityOf(id: string): 'error' | 'warning' {
  const rule = byId.get(id);
  if (rule === undefined) throw new Error(`no check rule '${id}'`);
  return rule.severity;
}
