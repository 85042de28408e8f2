/** The few pieces of Markdown that the reference pages are made of. */

export interface Page {
  /** File name in docs/reference. */
  readonly file: string;
  readonly title: string;
  /** Where the facts of the page come from, as a path of the repository. */
  readonly from: string;
  readonly body: readonly string[];
}

/** Text of a table cell or paragraph: what Markdown or HTML would take for markup stays text. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;')))
    .join('')
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Text in code marks; empty text stays empty. */
export function code(text: string): string {
  if (text === '') return '';
  return `\`${text.replaceAll('|', '\\|').replaceAll('`', "'")}\``;
}

/** A table; cells are taken as they are. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

/** The whole file; a page of the reference names what it was made from, so that nobody mends it by hand. */
export function pageText({ title, from, body }: Page): string {
  const note = `<!-- DO NOT EDIT: generated from ${from} by tools/generate-reference.ts -->`;
  return `${[note, `# ${title}`, '', ...body].join('\n').trimEnd()}\n`;
}
