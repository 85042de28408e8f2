import { readAt } from './path.ts';
import type { Condition } from './settings/base.ts';
import { asText } from './template.ts';

/** Whether a condition holds of a value; every value is compared as text. */
export function holds({ path, is, isNot, isThere }: Condition, value: unknown): boolean {
  const found = asText(readAt(value, path));
  if (is !== undefined) return found !== undefined && is.includes(found);
  if (isNot !== undefined) return found === undefined || !isNot.includes(found);
  return (found !== undefined && found !== '') === isThere;
}
