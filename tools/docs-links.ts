/** Finds links between Markdown files that lead nowhere. */
import { dirname, join, normalize } from 'node:path';

export interface MarkdownFile {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const fences = /^( *)(```|~~~)[^\n]*\n[\s\S]*?^\1\2[^\n]*$/gm;

/** The text without code, in which brackets are no links and `#` no headings; lines keep their numbers. */
function prose(text: string): string {
  const blank = (code: string): string => code.replaceAll(/[^\n]/g, ' ');
  return text.replaceAll(fences, blank).replaceAll(/`[^`\n]*`/g, blank);
}

/** The names by which a file's headings can be linked to, as GitHub makes them. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replaceAll(fences, '').matchAll(/^#{1,6}\s+(.+)$/gm)) {
    const slug = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

/**
 * Every relative link that does not resolve, as `file:line: link: why`. `exists` is asked for files that are not Markdown,
 * and for folders. Addresses with a scheme are left alone: tests reach nothing beyond this machine.
 */
export function brokenLinks(files: readonly MarkdownFile[], exists: (path: string) => boolean): string[] {
  const anchors = new Map(files.map(({ path, text }) => [path, anchorsOf(text)]));
  return files.flatMap(({ path, text }) => {
    const plain = prose(text);
    return [...plain.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].flatMap((match) => {
      const [, link = ''] = match;
      if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return [];
      const [target = '', anchor] = link.split('#');
      const file = target === '' ? path : normalize(join(dirname(path), target)).replace(/\/$/, '');
      const why = whyBroken(file, anchor, anchors, exists);
      return why === null ? [] : [`${path}:${plain.slice(0, match.index).split('\n').length}: ${link}: ${why}`];
    });
  });
}

function whyBroken(
  file: string,
  anchor: string | undefined,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  exists: (path: string) => boolean,
): string | null {
  if (file.startsWith('..')) return 'leads out of the repository';
  const known = anchors.get(file);
  if (known === undefined && !exists(file)) return 'there is no such file';
  if (anchor === undefined || anchor === '') return null;
  return known === undefined || !known.has(anchor) ? 'there is no such heading' : null;
}
