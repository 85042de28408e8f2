import { type CheckRule, error, waivable } from './rule.ts';

/** What holds for every file of a workspace, and for the waivers of its rules. */
export const workspaceRules: readonly CheckRule[] = [
  error('workspace.yaml', {
    reason: 'A file that is not YAML says nothing.',
    good: 'kind: Flow\nmetadata:\n  name: alerts-to-desk',
    bad: 'kind: Flow\nkind: Flow\nmetadata:\n  name: alerts-to-desk',
    expected: 'YAML, each key once',
    next: 'mend the indentation, the brackets or the quotes at this place',
  }),
  error('workspace.field.unknown', {
    reason: 'A misspelt field would be ignored in silence.',
    good: 'correlate: [labels.cluster, name]',
    bad: 'correlates: [labels.cluster, name]',
    expected: 'a field of this kind of file',
    next: 'remove it; docs/reference/workspace-files.md lists what there is',
  }),
  error('workspace.field.missing', {
    reason: 'A file without it can not be understood.',
    good: 'metadata: { name: inventory, owner: configuration-management }',
    bad: 'metadata: { name: inventory }',
    expected: 'a value',
    next: 'add it',
  }),
  error('workspace.value', {
    reason: 'A value outside what the field takes has no meaning.',
    good: 'topic: { name: inventory.cis, format: json }',
    bad: 'topic: { name: inventory.cis, format: yaml }',
    expected: 'a value that the field takes',
    next: 'correct it; docs/reference/workspace-files.md says what the field takes',
  }),
  error('workspace.name.duplicate', {
    reason: 'Two files with one name: a reference to it could mean either.',
    good: 'metadata: { name: old-desk, owner: service-desk }',
    bad: 'metadata: { name: inventory, owner: service-desk }',
    expected: 'a name that no other file of its kind has',
    next: 'rename one of the two',
  }),
  waivable(
    error('workspace.name.file', {
      reason: 'A name that differs from its file or folder can not be found by people.',
      good: 'metadata: { name: archive, owner: compliance }',
      bad: 'metadata: { name: store, owner: compliance }',
      expected: 'the name of the file or folder',
      next: 'rename it, or move the file',
    }),
  ),
  error('workspace.failures', {
    reason:
      'What is done about a failure has to fit it: a call that may have been done is never repeated blindly, a refused credential never tried on.',
    good: '{ class: transient, action: retry, tries: 5 }',
    bad: '{ class: unknown, action: retry, tries: 5 }',
    expected: 'an action that fits the failure',
    next: 'see `junctor explain failure-policy`',
  }),
  error('waiver.rule', {
    reason: 'Only a standard is waived; what keeps a flow from running right is mended.',
    good: 'rule: flow.map.reason',
    bad: 'rule: flow.expression',
    expected: 'the id of a rule that may be waived',
    next: 'mend what the rule found, and remove the waiver',
  }),
  error('waiver.until', {
    reason: 'A waiver is for a time: one that lasts for ever is no standard any more.',
    good: 'until: 2027-03-31',
    bad: 'until: 2024-03-31',
    expected: 'a day from today to a year ahead',
    next: 'mend what was waived, or have its owner agree to another day',
  }),
  error('waiver.unused', {
    reason: 'A waiver of what nobody breaks any more would hide the next slip.',
    good: 'field: spec.map[3]',
    bad: 'field: spec.map[2]',
    expected: 'a waiver of something that check finds',
    next: 'remove the waiver',
  }),
];
