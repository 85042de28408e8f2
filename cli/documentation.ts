import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { registry as connectors } from '#connectors';
import { documentWorkspace, toHtml, toMarkdown, type Workspace } from '#libs/flow';
import { documentFacts } from '#libs/workspace';

/** Text of every page by its path below the documentation's folder, as Markdown and as HTML. */
export function pagesOf(workspace: Workspace): ReadonlyMap<string, string> {
  const pages = documentWorkspace(workspace, documentFacts(workspace, connectors));
  return new Map(
    pages.flatMap((page): [string, string][] => [
      [`${page.path}.md`, toMarkdown(page)],
      [`${page.path}.html`, toHtml(page)],
    ]),
  );
}

/** Writes what differs; returns the paths written. */
export function writePages(dir: string, pages: ReadonlyMap<string, string>): string[] {
  const stale = stalePages(dir, pages);
  for (const path of stale) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), pages.get(path) ?? '');
  }
  return stale;
}

/** Pages that are missing or say something else. */
export function stalePages(dir: string, pages: ReadonlyMap<string, string>): string[] {
  return [...pages].flatMap(([path, content]) => {
    const file = join(dir, path);
    return existsSync(file) && readFileSync(file, 'utf8') === content ? [] : [path];
  });
}
