/** A record as a message: a headline, what matters in one line, then the description. Pure. */
import { FailureError, type Want } from '#libs/connector-kit';

/** Slack cuts a text somewhere beyond 4,000 characters and shows less (gk). */
const MAX_TEXT = 3_900;

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Slack's own three: nothing in a record becomes a link, a mention or a channel. */
export const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Never ends in half an entity or half a character. */
export function cut(text: string, most = MAX_TEXT): string {
  if (text.length <= most) return text;
  return `${text
    .slice(0, most - 1)
    .toWellFormed()
    .replace(/&[a-z]{0,3}$/, '')}…`;
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

/** Throws FailureError (invalid, record) when there is no title. */
export function messageOf(want: Want): string {
  const title = textOf(want.title) ?? textOf(want.name);
  if (title === null) {
    const evidence = { message: 'The message has no headline', field: 'title', expected: 'a text', hint: "Add a row to the flow's map" };
    throw new FailureError({ class: 'invalid', scope: 'record', evidence });
  }
  const facts = FACTS.flatMap(([field, label]) => {
    const value = textOf(want[field]);
    return value === null ? [] : [`${label}: ${escaped(value)}`];
  });
  const headline = `*${escaped(title.replace(/\s+/g, ' ').trim())}*`;
  return cut([headline, facts.join(' · '), escaped(textOf(want.description) ?? '')].filter((line) => line !== '').join('\n'));
}
