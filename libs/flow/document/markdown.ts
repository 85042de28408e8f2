import { posix } from 'node:path';
import type { Block, Diagram, Inline, Page } from './page.ts';

/** GitHub's Markdown; diagrams as Mermaid, which it draws. */
export function toMarkdown(page: Page): string {
  const blocks = page.blocks.map((block) => blockText(block, page.path));
  return `${[`# ${escaped(page.title)}`, ...blocks].join('\n\n')}\n`;
}

function blockText(block: Block, here: string): string {
  const inline = (content: Inline): string => inlineText(content, here);
  switch (block.kind) {
    case 'heading':
      return `## ${escaped(block.text)}`;
    case 'text':
      return inline(block.text);
    case 'list':
      return block.items.map((item, i) => `${block.ordered ? `${i + 1}.` : '-'} ${inline(item)}`).join('\n');
    case 'table':
      return [
        block.head.map(escaped),
        block.head.map(() => '---'),
        ...block.rows.map((row) => row.map((cell) => inline(cell).replaceAll('|', '\\|'))),
      ]
        .map((cells) => `| ${cells.join(' | ')} |`)
        .join('\n');
    case 'diagram':
      return mermaid(block.diagram);
  }
}

function inlineText(content: Inline, here: string): string {
  if (typeof content === 'string') return escaped(content.trim());
  return content
    .map((part) => {
      if (typeof part === 'string') return escaped(part);
      if ('code' in part) return codeText(part.code);
      return `[${escaped(part.text)}](${posix.relative(posix.dirname(here), part.page)}.md)`;
    })
    .join('');
}

/** Code may hold back quotes itself; line ends would end a table. */
function codeText(code: string): string {
  const flat = code.trim().replace(/\s+/g, ' ');
  const fence = flat.includes('`') ? '``' : '`';
  return flat === '' ? '' : `${fence}${fence.length > 1 ? ` ${flat} ` : flat}${fence}`;
}

/** What a workspace says is text, never markup. */
const escaped = (content: string): string => content.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#]/g, '\\$&');

function mermaid({ columns, arrows }: Diagram): string {
  const ids = new Map(columns.flat().map(({ id }, i) => [id, `n${i}`]));
  const label = (content: string): string => `"${content.replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;')}"`;
  const boxes = columns.flat().map(({ id, label: content, role }) => {
    const [open, close] = role === 'system' ? ['[(', ')]'] : role === 'flow' ? ['([', '])'] : ['[', ']'];
    return `  ${ids.get(id)}${open}${label(content)}${close}`;
  });
  const lines = arrows.map(
    ({ from, to, label: words }) => `  ${ids.get(from)} -->${words === undefined ? '' : `|${label(words)}|`} ${ids.get(to)}`,
  );
  return ['```mermaid', 'flowchart LR', ...boxes, ...lines, '```'].join('\n');
}
