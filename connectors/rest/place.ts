/** What fills a hole is made fit for the place it stands in, or refused: it can never become structure there. */
import { refuse } from './refuse.ts';
import { render, type Scope, templateOf } from './template.ts';

const shown = (text: string): string => JSON.stringify(text.slice(0, 80));

function segment(text: string): string {
  if (text === '' || text === '.' || text === '..' || !text.isWellFormed())
    throw refuse('path', `${shown(text)} cannot stand in a path`, 'a text that is not empty and no dots alone');
  return encodeURIComponent(text);
}

/** A path below the address; every hole must have a value. Throws FailureError (invalid, record). */
export function renderPath(text: string, scope: Scope): string {
  const template = templateOf(text);
  const path = render(template, scope, segment);
  if (
    path === undefined ||
    template.holes.some((hole) => render({ literals: ['', ''], holes: [hole], roots: [] }, scope, segment) === undefined)
  )
    throw refuse('path', `${text} needs a value that is not there`, template.roots.join(', '));
  return path;
}

/** Beside other text a value could end a quotation or begin a word of the search language: only plain ones are taken. */
const PLAIN = /^[\p{L}\p{N} _./:#@+=,-]*$/u;

function plain(text: string): string {
  if (PLAIN.test(text)) return text;
  const expected = 'letters, digits, blanks and _ . / : # @ + = , -';
  throw refuse('query', `${shown(text)} cannot stand inside a search`, expected, 'Use {{keyHash}} in the search instead of {{key}}');
}

const parameter = (name: string, value: string): string => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`;

/** `name=value&...`, '' when there is none. A parameter whose holes all have nothing is left out. */
export function renderQuery(query: Readonly<Record<string, string>>, scope: Scope): string {
  const parts = Object.entries(query).flatMap(([name, text]) => {
    const template = templateOf(text);
    const alone = template.literals.every((literal) => literal === '');
    const value = render(template, scope, alone ? String : plain);
    return value === undefined ? [] : [parameter(name, value)];
  });
  return parts.join('&');
}

function headerText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  throw refuse('headers', `${shown(text)} cannot stand in a header`, 'letters, digits and signs of ASCII in one line');
}

/** Header values; what has no value is left out. */
export function renderHeaders(headers: Readonly<Record<string, string>>, scope: Scope): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, text] of Object.entries(headers)) {
    const value = render(templateOf(text), scope, headerText);
    if (value !== undefined) found[name.toLowerCase()] = value;
  }
  return found;
}
