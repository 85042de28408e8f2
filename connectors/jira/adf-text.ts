/** Atlassian Document Format -> plain text. What is text already (REST v2, webhooks) stays as it is, with its markup. */
import { isJsonObject, type Json, ownField } from '#libs/connector-kit';

/** A level of nesting more than documents have; deeper ones are left out rather than walked. */
const MAX_DEPTH = 30;

/** What ends a node's text: a blank line after a block, a line end within one, a tab after a cell. */
const ENDS: Readonly<Record<string, string>> = {
  ...{ paragraph: '\n\n', heading: '\n\n', codeBlock: '\n\n', blockquote: '\n\n', panel: '\n\n', rule: '\n\n' },
  ...{ bulletList: '\n\n', orderedList: '\n\n', taskList: '\n\n', decisionList: '\n\n', table: '\n\n' },
  ...{ listItem: '\n', taskItem: '\n', decisionItem: '\n', tableRow: '\n', tableCell: '\t', tableHeader: '\t' },
};
const ITEMS = new Set(['listItem', 'taskItem', 'decisionItem']);

/** A text that an inline node stands for: a mention, an emoji, a status, a date, a card. */
function inlineText(attrs: Json | undefined): string {
  if (!isJsonObject(attrs)) return '';
  const shown = ['text', 'shortName', 'url', 'title'].map((name) => ownField(attrs, name)).find((one) => typeof one === 'string');
  return typeof shown === 'string' ? shown : '';
}

function textIn(node: Json, depth: number): string {
  if (!isJsonObject(node) || depth > MAX_DEPTH) return '';
  const type = ownField(node, 'type');
  const text = ownField(node, 'text');
  if (type === 'text') return typeof text === 'string' ? text : '';
  if (type === 'hardBreak') return '\n';
  const content = ownField(node, 'content');
  if (!Array.isArray(content)) return inlineText(ownField(node, 'attrs'));
  const inner = content.map((one: Json) => textIn(one, depth + 1)).join('');
  const end = typeof type === 'string' && Object.hasOwn(ENDS, type) ? ENDS[type] : undefined;
  return end === undefined ? inner : `${ITEMS.has(String(type)) ? '- ' : ''}${inner.trim()}${end}`;
}

/** null for what is empty, or neither text nor a document. */
export function plainText(value: Json | undefined): string | null {
  const text = typeof value === 'string' ? value : isJsonObject(value) ? textIn(value, 0) : '';
  const even = text
    .replace(/\r\n?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return even === '' ? null : even;
}
