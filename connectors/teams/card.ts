/** A record as an Adaptive Card (formats.md: the one form that workflows take). Pure. */
import { headlineOf, type Want } from '#libs/connector-kit';

/** Bytes on the wire. The whole message must stay below 28 KB (gk): one description, a headline, ten facts and a key are. */
const MAX_DESCRIPTION = 16_000;
const MAX_LINE = 700;

/** A card's texts are Markdown: nothing in a record becomes a link or an emphasis. */
const plain = (text: string): string => text.replace(/[\\[\]*_`]/g, '\\$&');

/** As a card shows it, at most so many bytes on the wire; what is longer is cut and ends in `…`. */
function shown(text: string, most: number): string {
  const whole = plain(text.toWellFormed());
  let short = whole;
  for (let kept = Math.min(text.length, most); Buffer.byteLength(JSON.stringify(short)) > most; kept = Math.floor(kept * 0.9))
    short = `${plain(text.slice(0, kept).toWellFormed())}…`;
  return short;
}

const line = (text: string): string => shown(text.replace(/\s+/g, ' ').trim(), MAX_LINE);

/** Body of the call. The key stands in the card, so that people see which cards are of one record. Throws FailureError (invalid, record) without a title. */
export function cardOf(key: string, want: Want): object {
  const { title, facts, description } = headlineOf(want, 'card');
  const shownFacts = facts.map(({ label, value }) => ({ title: label, value: line(value) }));
  const body = [
    { type: 'TextBlock', text: line(title), weight: 'Bolder', size: 'Medium', wrap: true },
    { type: 'FactSet', facts: [...shownFacts, { title: 'Reference', value: key }] },
    ...(description === null ? [] : [{ type: 'TextBlock', text: shown(description, MAX_DESCRIPTION), wrap: true }]),
  ];
  const content = { $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4', body };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }] };
}
