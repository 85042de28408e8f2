import { type CheckRule, error } from './rule.ts';

/** What holds for texts that a flow adds to the record of its target. */
export const appendRules: readonly CheckRule[] = [
  error('flow.append.target', {
    reason: 'A text can only be added where the target takes texts for these readers; elsewhere each would wait for a person.',
    good: 'correlate: [number]',
    bad: 'correlate: [number]\n  comments: { internal: note }',
    expected: 'an audience that the target has texts for',
    next: 'take the texts out of the flow, or another audience; docs/reference/connectors.md says what each target takes',
  }),
  error('flow.append.audience', {
    reason: 'What is said among those who work on a record is shown to others only by a rule that says why.',
    good: 'audience: comment, reason: Whoever reported it is told',
    bad: 'audience: comment',
    expected: 'a reason beside an audience that reads more than before',
    next: 'add reason: ..., or leave it a note',
  }),
  error('flow.append.twice', {
    reason: 'A text is known by what brought it about and by who reads it, so that it is added once.',
    good: '- { on: reopened, text: ',
    bad: '- { on: resolved, audience: comment, reason: They ask, text: ',
    expected: 'one text for each event and audience',
    next: 'put both texts into one',
  }),
];
