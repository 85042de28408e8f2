import { posix } from 'node:path';
import type { Block, Inline, Page } from './page.ts';
import { svg } from './svg.ts';

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2563eb; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
nav { font-size: 0.9rem; } a { color: var(--accent); } h1 { line-height: 1.2; } h2 { margin-top: 2.2rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.93rem; } th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem; border-bottom: 1px solid var(--line); }
th { background: var(--soft); } code { background: var(--soft); padding: 0.1em 0.3em; border-radius: 3px; overflow-wrap: anywhere; }
td:first-child code { overflow-wrap: normal; } figure { margin: 1.5rem 0; } svg { max-width: 100%; height: auto; } svg text { font: 13px system-ui, sans-serif; fill: currentColor; }
@media print { nav { display: none; } body { margin: 0; } }`;

/** One page that stands alone: no script, nothing loaded from anywhere. */
export function toHtml(page: Page): string {
  const home = page.path === 'index' ? '' : `<nav><a href="${address('index', page.path)}">All systems and flows</a></nav>\n`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(page.title)}</title><style>${style}
</style></head>
<body>
${home}<main>
<h1>${escaped(page.title)}</h1>
${page.blocks.map((block) => blockHtml(block, page.path)).join('\n')}
</main>
</body>
</html>
`;
}

function blockHtml(block: Block, here: string): string {
  const inline = (content: Inline): string => inlineHtml(content, here);
  switch (block.kind) {
    case 'heading':
      return `<h2>${escaped(block.text)}</h2>`;
    case 'text':
      return `<p>${inline(block.text)}</p>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      return `<${tag}>${block.items.map((item) => `<li>${inline(item)}</li>`).join('')}</${tag}>`;
    }
    case 'table': {
      const cells = block.head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('');
      const head = block.head.some((cell) => cell !== '') ? `<thead><tr>${cells}</tr></thead>` : '';
      const rows = block.rows.map((row) => `<tr>${row.map((cell) => `<td>${inline(cell)}</td>`).join('')}</tr>`).join('\n');
      return `<table>${head}<tbody>\n${rows}\n</tbody></table>`;
    }
    case 'diagram':
      return `<figure>${svg(block.diagram)}</figure>`;
  }
}

function inlineHtml(content: Inline, here: string): string {
  if (typeof content === 'string') return escaped(content);
  return content
    .map((part) => {
      if (typeof part === 'string') return escaped(part);
      if ('code' in part) return `<code>${escaped(part.code.trim())}</code>`;
      return `<a href="${address(part.page, here)}">${escaped(part.text)}</a>`;
    })
    .join('');
}

const address = (page: string, here: string): string => escaped(`${posix.relative(posix.dirname(here), page)}.html`);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
