import { createHash } from 'node:crypto';
import type { Path } from './paths.ts';
import { asText } from './template.ts';

/** Room for `#<episode>` under the 100 characters of ServiceNow's correlation_id. */
export const maxKeyLength = 90;

// `#` begins an episode's number; `^` divides a query in ServiceNow (formats.md).
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
const reserved = /[%/#^\u0000-\u001f\u007f]/g;

function escapePart(part: string): string {
  return part.toWellFormed().replace(reserved, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/**
 * The key of the target record: the parts joined by `/`, each escaped so that no two lists of parts give one key; too long ones are cut
 * and end in 128 bits of SHA-256 of the whole. A part without a value is empty. Null when no part has a value.
 */
export function targetKeyOf(parts: readonly Path[], record: unknown): string | null {
  let key = '';
  let any = false;
  for (let i = 0; i < parts.length; i++) {
    const value = parts[i]?.get(record);
    const text = value === undefined || value === null ? '' : asText(value);
    if (text !== '') any = true;
    key += i === 0 ? escapePart(text) : `/${escapePart(text)}`;
  }
  if (!any) return null;
  if (key.length <= maxKeyLength) return key;
  return `${key.slice(0, 57).toWellFormed()}~${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}
