import type { ReviewForm } from '#libs/state';
import type { RawContent } from './content.ts';

/** An edit that cannot be made, with what to do instead. */
export class EditError extends Error {
  override readonly name = 'EditError';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Either the whole text anew, or single values by their path. */
export type Edit = { readonly text: string } | { readonly set: Readonly<Record<string, string>> };

/**
 * The content of the next revision: of a raw event its body, of a delivery the wanted fields or the text to add, of a canonical record all
 * of it.
 * @throws EditError when the text is no JSON where JSON is needed, or a path leads nowhere.
 */
export function edited(form: ReviewForm, content: string | null, edit: Edit): string {
  if (content === null || form === 'bytes') {
    throw new EditError('the bytes of this record can not be read, so they can not be edited', 'discard it, and let the source send again');
  }
  if (form === 'raw') {
    const raw = JSON.parse(content) as RawContent;
    const body = 'text' in edit ? edit.text : JSON.stringify(withValues(jsonOf(raw.body), edit.set));
    // What was wrong with it is to be found out anew.
    return JSON.stringify({ ...raw, body, defect: null } satisfies RawContent);
  }
  const whole = jsonOf(content);
  if (form === 'canonical') return JSON.stringify('text' in edit ? jsonOf(edit.text) : withValues(whole, edit.set));
  const part = wantedPart(whole);
  return JSON.stringify({ ...whole, [part.name]: 'text' in edit ? jsonOf(edit.text) : withValues(part.value, edit.set) });
}

/** What of a delivery a person may change: the fields of a state, or a text to add and who reads it. */
export function wantedPart(want: object): { readonly name: 'fields' | 'append'; readonly value: unknown } {
  if ('append' in want) return { name: 'append', value: want.append };
  return { name: 'fields', value: 'fields' in want ? want.fields : {} };
}

/** What an edit is made on: the text that `edit.text` replaces. */
export function editableText(form: ReviewForm, content: string): string {
  if (form === 'raw') {
    const { body } = JSON.parse(content) as RawContent;
    return typeof body === 'string' ? body : body.base64;
  }
  if (form === 'want') return JSON.stringify(wantedPart(jsonOf(content)).value, null, 2);
  return JSON.stringify(JSON.parse(content), null, 2);
}

function jsonOf(text: unknown): object {
  try {
    const value: unknown = JSON.parse(typeof text === 'string' ? text : '');
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new EditError('this is not a JSON object', 'give the whole text anew with --file');
}

function withValues(value: unknown, set: Readonly<Record<string, string>>): unknown {
  return Object.entries(set).reduce((whole, [path, text]) => withValue(whole, path.split('.'), text, path), value);
}

/** A copy with one value replaced; arrays are counted from 0. A new name is taken only in an object that is there. */
function withValue(value: unknown, [name = '', ...rest]: readonly string[], text: string, path: string): unknown {
  if (typeof value !== 'object' || value === null)
    throw new EditError(
      `${path} leads into nothing: there is no object to hold "${name}"`,
      'look at the record with `junctor review show ID`',
    );
  const before: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  const after = rest.length > 0 ? withValue(before, rest, text, path) : literal(before, text);
  if (!Array.isArray(value)) return Object.fromEntries([...Object.entries(value).filter(([key]) => key !== name), [name, after]]);
  const index = Number(name);
  if (!Number.isInteger(index) || index < 0 || index >= value.length)
    throw new EditError(`${path}: the list has no place ${name}`, `places go from 0 to ${value.length - 1}`);
  return value.with(index, after);
}

/** Text stays text; anything else is read as JSON where it is JSON. */
function literal(before: unknown, text: string): unknown {
  if (typeof before === 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
