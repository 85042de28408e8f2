import { type CheckRule, error, waivable, warning } from './rule.ts';

/** What holds for the rows of a mapping and for value maps. */
export const mappingRules: readonly CheckRule[] = [
  error('flow.map.source', {
    reason: 'A row takes its value from exactly one place.',
    good: '{ to: description, from: description, reason: The text of the alert }',
    bad: '{ to: description, from: description, value: text, reason: The text of the alert }',
    expected: 'exactly one of from, value, expr',
    next: 'keep one of them',
  }),
  error('flow.map.target', {
    reason: 'Rows fill fields that the target model has and that are not our own envelope, each once.',
    good: '{ to: category, value: software,',
    bad: '{ to: categry, value: software,',
    expected: 'a field of the target model that no other row fills',
    next: 'correct it, or keep what has no field under extra.<key>',
  }),
  error('flow.map.type', {
    reason: 'A value has to fit the type of the field it fills.',
    good: '{ to: openedAt, from: openedAt, reason: The start of its service level }',
    bad: '{ to: openedAt, from: title, reason: The start of its service level }',
    expected: 'a value of the type of the field',
    next: 'take another field, or work the value out with expr',
  }),
  warning('flow.map.reason', {
    reason: 'People who own the data read why each row is as it is.',
    good: '{ to: openedAt, from: openedAt, reason: The start of its service level }',
    bad: '{ to: openedAt, from: openedAt }',
    expected: 'a reason in business words',
    next: 'add reason: ...',
  }),
  error('flow.valuemap.unknown', {
    reason: 'A row can only use a value map that the flow has.',
    good: '{ to: impact, from: severity, valueMap: level,',
    bad: '{ to: impact, from: severity, valueMap: levl,',
    expected: "one of the flow's valueMaps",
    next: 'correct the name, or add the map under spec.valueMaps',
  }),
  waivable(
    error('flow.valuemap.key', {
      reason: 'A key that the source field never has is a slip.',
      good: 'level: { critical: high, high: high, medium: medium, low: low }',
      bad: 'level: { critical: high, high: high, medium: medium, low: low, urgent: high }',
      expected: 'values that the source field can have',
      next: 'remove the row',
    }),
  ),
  error('flow.valuemap.value', {
    reason: 'The target field takes only the values of its set.',
    good: 'level: { critical: high, high: high, medium: medium, low: low }',
    bad: 'level: { critical: highest, high: high, medium: medium, low: low }',
    expected: 'values that the target field takes',
    next: 'take the value that comes nearest',
  }),
  waivable(
    error('flow.valuemap.missing', {
      reason: 'A value without a row parks its records: every value that can arrive needs one.',
      good: 'level: { critical: high, high: high, medium: medium, low: low }',
      bad: 'level: { critical: high, high: high, medium: medium }',
      expected: 'a row for each value that can arrive',
      next: 'add the row, or exclude the value in when',
    }),
  ),
  warning('flow.valuemap.unused', {
    reason: 'A map that no row uses misleads its readers.',
    good: 'level: { critical: high, high: high, medium: medium, low: low }',
    bad: 'level: { critical: high, high: high, medium: medium, low: low }\n    spare: { a: b }',
    expected: 'a row with this valueMap',
    next: 'remove it, or name it in a row',
  }),
];
