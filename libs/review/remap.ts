import type { Contribution } from '#libs/model';
import { type Difference, differences } from './diff.ts';
import { wantedPart } from './edit.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Remapped {
  /** JSON text of the delivery as the changed flow wants it; the content of its next revision. */
  readonly content: string;
  readonly changes: readonly Difference[];
}

/**
 * A refused delivery under a changed mapping: of its fields those that the mapping of its record now gives otherwise than `before`. What came from
 * elsewhere stays: from another alert of the same cause, from how the episode stands, from a person's edit.
 */
export function remapped(content: string, before: Pick<Contribution, 'want'>, after: Pick<Contribution, 'want'>): Remapped {
  const whole = JSON.parse(content) as object;
  const { name, value } = wantedPart(whole);
  if (name === 'append') return { content, changes: [] };
  const was = value as Fields;
  const fields = withMapping(was, ticketOf(before), ticketOf(after));
  return { content: JSON.stringify({ ...whole, [name]: fields }), changes: differences(was, fields) };
}

const ticketOf = ({ want }: Pick<Contribution, 'want'>): Fields => (JSON.parse(want) as { readonly ticket?: Fields }).ticket ?? {};

function withMapping(fields: Fields, before: Fields, after: Fields): Fields {
  const next: Record<string, unknown> = { ...fields };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[name], after[name]];
    if (name === 'description' && typeof old === 'string' && typeof now === 'string') next[name] = beginningWith(fields[name], old, now);
    else if (same(fields[name], old) && !same(old, now)) next[name] = now;
  }
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined));
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A ticket's description goes on after the alert's own: with the list of its alerts. */
function beginningWith(text: unknown, old: string, now: string): unknown {
  const head = old.trimEnd();
  return typeof text === 'string' && text.startsWith(head) ? `${now.trimEnd()}${text.slice(head.length)}` : text;
}
