import { FailureError } from '#libs/failures';
import type { Want } from './contract.ts';

/** A record as people read it in a chat: what it is about, what matters in one line, and the whole text. */
export interface Headline {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly description: string | null;
}

const FACTS: readonly (readonly [field: string, label: string])[] = [
  ['status', 'Status'],
  ['severity', 'Severity'],
  ['priority', 'Priority'],
  ['impact', 'Impact'],
  ['urgency', 'Urgency'],
  ['group', 'Group'],
  ['assignee', 'Assignee'],
  ['service', 'Service'],
  ['ci', 'CI'],
  ['number', 'Number'],
];

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Raw texts: each chat escapes and cuts in its own way. `shownAs` names what has to have a title. Throws FailureError (invalid, record) without one. */
export function headlineOf(want: Want, shownAs: string): Headline {
  const title = textOf(want.title) ?? textOf(want.name);
  if (title === null) {
    const evidence = { message: `The ${shownAs} has no headline`, field: 'title', expected: 'a text', hint: "Add a row to the flow's map" };
    throw new FailureError({ class: 'invalid', scope: 'record', evidence });
  }
  const facts = FACTS.flatMap(([field, label]) => {
    const value = textOf(want[field]);
    return value === null ? [] : [{ label, value }];
  });
  return { title, facts, description: textOf(want.description) };
}
