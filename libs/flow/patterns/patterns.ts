/** The four patterns as data: what a flow of each is told, and what it is obliged to have. `check` and the reference go by it. */
import type { PatternName } from '../schema/flow.ts';

export interface Pattern {
  readonly name: PatternName;
  /** What it does, in one sentence. */
  readonly does: string;
  /** What a flow says to make it its own: field -> meaning. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What a flow of it must have, and the rule of `check` that sees to it. */
  readonly obligations: readonly { readonly what: string; readonly rule: string }[];
  /** Null: it runs. Else why it is refused. */
  readonly waiting: string | null;
}

const named = { what: 'a key of the target record from fields that never change', rule: 'flow.correlate.mutable' };
const routed = { what: 'a last rule without condition, so that every record has a place to go', rule: 'flow.route.otherwise' };

export const patterns: readonly Pattern[] = [
  {
    name: 'event-to-incident',
    does: 'All events of one cause become one incident, opened with the first, kept at the highest severity, resolved with the last, reopened when the cause comes back soon.',
    parameters: {
      correlate: 'what names a cause',
      when: 'which events are worth an incident',
      route: 'who works on it',
      'episode.reopenWithin': 'how soon after its resolution a cause reopens the same incident',
      'episode.resolved': 'what the incident is told when the cause is gone',
      notes: 'what is written into the incident when something happens to it',
    },
    obligations: [
      { what: 'events at its source and incidents at its target', rule: 'flow.pattern.parts' },
      { what: 'rows for title, description, impact, urgency and group', rule: 'flow.pattern.parts' },
      { what: 'an episode, with status, resolution code and notes on resolution', rule: 'flow.episode' },
      named,
      routed,
    ],
    waiting: null,
  },
  {
    name: 'configuration-synchronization',
    does: 'Each record is kept the same at the target: the newest version wins, an older one that comes late changes nothing, an emptied field is emptied.',
    parameters: {
      correlate: 'what names the record at the target',
      map: 'which fields are kept the same',
      comments: 'which comments go along, and who may read them',
      parkedHead: 'what later states do while one waits for a person',
    },
    obligations: [
      { what: 'the same canonical model at both ends, or a model of the workspace', rule: 'flow.pattern.parts' },
      { what: 'no episode: records have none', rule: 'flow.pattern.parts' },
      named,
    ],
    waiting: null,
  },
  {
    name: 'change-coordination',
    does: 'A change is asked for, assessed, approved, carried out in a window and verified over several systems; what went wrong is undone in the order that the flow gives.',
    parameters: {
      correlate: 'what names the change in every system',
      approvals: 'who has to agree, how long they have, and what silence means',
      window: 'when it may be carried out',
      steps: 'what is done where, in which order, and how each step is undone',
      freeze: 'times in which nothing is carried out',
    },
    obligations: [
      {
        what: 'an approval before the first step that changes anything, or a written reason why none is needed',
        rule: 'flow.pattern.waiting',
      },
      { what: 'for every step what undoes it, or that nothing can', rule: 'flow.pattern.waiting' },
      { what: 'an end for every approval that nobody gives', rule: 'flow.pattern.waiting' },
      named,
    ],
    waiting: 'approvals, steps and compensation of a change are not built yet, so a flow of this pattern would do nothing',
  },
  {
    name: 'service-request-fulfilment',
    does: 'A request is checked, approved, handed to those who fulfil its parts, and told to the one who asked once all of them are done.',
    parameters: {
      correlate: 'what names the request in every system',
      approvals: 'who has to agree, by amount or kind',
      tasks: 'the parts, who fulfils each, and what each needs of the others',
      tell: 'what the one who asked reads at each stage',
      due: 'by when, and who is told when it is late',
    },
    obligations: [
      { what: 'a fulfilment for every kind of request that it takes, and one for all others', rule: 'flow.pattern.waiting' },
      { what: 'what happens to parts that are done when another is refused', rule: 'flow.pattern.waiting' },
      { what: 'comments stay internal unless the flow says who may read them', rule: 'flow.pattern.waiting' },
      named,
    ],
    waiting: 'approvals, steps and compensation of a request are not built yet, so a flow of this pattern would do nothing',
  },
];
