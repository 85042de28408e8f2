/** Plain text -> Atlassian Document Format, which descriptions and comments have to be (formats.md, Jira Cloud v3). */

/** Characters that a text field of an issue holds (gk); what is longer is cut. */
const MAX_TEXT = 32_000;

export type AdfNode = { readonly type: string; readonly text?: string; readonly content?: readonly AdfNode[] };
export type AdfDocument = { readonly type: 'doc'; readonly version: 1; readonly content: readonly AdfNode[] };

function paragraph(text: string): AdfNode {
  const lines = text.split('\n').flatMap((line, at): AdfNode[] => {
    const words: AdfNode[] = line === '' ? [] : [{ type: 'text', text: line }]; // a text node must not be empty
    return at === 0 ? words : [{ type: 'hardBreak' }, ...words];
  });
  return { type: 'paragraph', content: lines };
}

/** Blank lines part paragraphs, single line ends become breaks. */
export function toAdf(text: string): AdfDocument {
  const even = text.replace(/\r\n?/g, '\n').slice(0, MAX_TEXT).toWellFormed().trim();
  const content = even === '' ? [] : even.split(/\n{2,}/).map(paragraph);
  return { type: 'doc', version: 1, content };
}
