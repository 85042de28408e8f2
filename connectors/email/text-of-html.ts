/** What is readable of a mail that has HTML alone. Linear in its length, whatever it holds. */
const SILENT = new Set(['style', 'script', 'head', 'title']);
const BREAKS = new Set(['br', 'p', 'div', 'tr', 'li', 'h1', 'h2', 'h3', 'h4', 'blockquote']);
const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function characterOf(all: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? all;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
}

export function textOfHtml(html: string): string {
  const [first = '', ...pieces] = html.split('<');
  const shown = [first];
  let silent: string | null = null;
  for (const piece of pieces) {
    const [, end = '', given = ''] = /^(\/?)([a-z][a-z0-9]{0,20})/i.exec(piece) ?? [];
    const name = given.toLowerCase();
    if (silent !== null && !(end === '/' && name === silent)) continue;
    silent = end === '' && SILENT.has(name) ? name : null;
    if (BREAKS.has(name)) shown.push('\n');
    if (silent === null) shown.push(piece.slice(piece.indexOf('>') + 1));
  }
  return shown
    .join('')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, characterOf)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
