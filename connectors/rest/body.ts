/**
 * Bodies made from templates by structure: a value goes into a place of a tree and is written by the rules of JSON, forms
 * or XML, so that no value can become markup. What has no value is left out.
 */
import { refuse } from './refuse.ts';
import { asText, fill, onlyHole, render, type Scope, templateOf } from './template.ts';

/** Takes in all fields of an object at this place. */
export const SPREAD = '...';

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

function leaf(text: string, scope: Scope): unknown {
  const template = templateOf(text);
  const hole = onlyHole(template);
  return hole === null ? render(template, scope, String) : fill(hole, scope);
}

/** A template of any JSON, filled; undefined = left out. `__proto__` as a name is refused by the schema and stays plain data here. */
export function filled(template: unknown, scope: Scope): unknown {
  if (typeof template === 'string') return leaf(template, scope);
  if (Array.isArray(template)) return template.map((one) => filled(one, scope)).filter((one) => one !== undefined);
  if (!isTree(template)) return template;
  const entries = Object.entries(template).flatMap(([name, inner]): [string, unknown][] => {
    const value = filled(inner, scope);
    if (value === undefined) return [];
    if (name !== SPREAD) return [[name, value]];
    return isTree(value) ? Object.entries(value) : [];
  });
  return Object.fromEntries(entries);
}

function formText(template: Tree, scope: Scope): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(filled(template, scope) as Tree)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (isTree(one)) throw refuse(name, `a form has no place for an object`, 'a text, a number or a list of these');
      form.append(name, asText(one) ?? '');
    }
  }
  return form.toString();
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\r': '&#13;' };

/** Characters that XML 1.0 cannot hold are left out, as every writer must. */
function xmlText(value: unknown): string {
  const text = (asText(value) ?? '').toWellFormed();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML forbids
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"'\r]/g, (sign) => ESCAPES[sign] ?? sign);
}

/** Readers turn line ends and tabs of an attribute into blanks unless they are written as references. */
const attributeText = (value: unknown): string => xmlText(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

export const XML_NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;

function checked(name: string): string {
  if (XML_NAME.test(name)) return name;
  throw refuse(name, `${JSON.stringify(name.slice(0, 40))} cannot be the name of an element`, 'letters, digits, _ - . and a letter first');
}

function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('');
  const tag = checked(name);
  if (!isTree(value)) return `<${tag}>${xmlText(value)}</${tag}>`;
  const attributes = Object.entries(value).filter(([inner]) => inner.startsWith('@'));
  const open = attributes.map(([inner, text]) => ` ${checked(inner.slice(1))}="${attributeText(text)}"`).join('');
  const inside = Object.entries(value)
    .filter(([inner]) => !inner.startsWith('@'))
    .map(([inner, one]) => (inner === '#text' ? xmlText(one) : element(inner, one)))
    .join('');
  return `<${tag}${open}>${inside}</${tag}>`;
}

export interface BodyTemplate {
  readonly json?: unknown;
  readonly form?: Tree | undefined;
  readonly xml?: Tree | undefined;
  readonly contentType?: string | undefined;
}

export interface MadeBody {
  readonly contentType: string;
  readonly text: string;
}

export function makeBody(body: BodyTemplate, scope: Scope): MadeBody {
  if (body.form !== undefined)
    return { contentType: body.contentType ?? 'application/x-www-form-urlencoded', text: formText(body.form, scope) };
  if (body.xml !== undefined) {
    const inner = Object.entries(filled(body.xml, scope) as Tree).map(([name, value]) => element(name, value));
    return {
      contentType: body.contentType ?? 'application/xml; charset=utf-8',
      text: `<?xml version="1.0" encoding="UTF-8"?>${inner.join('')}`,
    };
  }
  return { contentType: body.contentType ?? 'application/json', text: JSON.stringify(filled(body.json, scope) ?? null) };
}
