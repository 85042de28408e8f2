/** A record as a message: a headline, what matters in one line, then the description. Pure. */
import { headlineOf, type Want } from '#libs/connector-kit';

/** Slack cuts a text somewhere beyond 4,000 characters and shows less (gk). */
const MAX_TEXT = 3_900;

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

/** Throws FailureError (invalid, record) when there is no title. */
export function messageOf(want: Want): string {
  const { title, facts, description } = headlineOf(want, 'message');
  const headline = `*${escaped(title.replace(/\s+/g, ' ').trim())}*`;
  const matters = facts.map(({ label, value }) => `${label}: ${escaped(value)}`).join(' · ');
  return cut([headline, matters, escaped(description ?? '')].filter((line) => line !== '').join('\n'));
}
