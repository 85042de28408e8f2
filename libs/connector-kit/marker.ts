/** A short mark of a delivery inside a text it adds to a record, by which the text is found when its answer was lost. */
import { createHash } from 'node:crypto';

/** `[jr:ab12cd34]`: the same at every re-send of the delivery. Looked for inside one record only, so 32 bits tell enough. */
export function markerOf(deliveryId: string): string {
  return `[jr:${createHash('sha256').update(deliveryId).digest('hex').slice(0, 8)}]`;
}

/** The text with the mark at the end of its first line: what is too long for its field is cut at the end. */
export function withMarker(text: string, deliveryId: string): string {
  const [first = '', ...rest] = text.split('\n');
  return [`${first} ${markerOf(deliveryId)}`.trimStart(), ...rest].join('\n');
}
