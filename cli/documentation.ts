import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failureClasses, policyFor } from '#libs/failures';
import { type DocumentFacts, documentWorkspace, type FailureWords, toHtml, toMarkdown, type Workspace } from '#libs/flow';
import { failureNames } from './failure-names.ts';

/** Text of every page by its path below the documentation's folder, as Markdown and as HTML. */
export function pagesOf(workspace: Workspace): ReadonlyMap<string, string> {
  const pages = documentWorkspace(workspace, factsOf(workspace));
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

/** The scope that each class is met with most; the others differ in what is held. */
const usual = {
  transient: 'record',
  rateLimit: 'endpoint',
  auth: 'credential',
  invalid: 'record',
  down: 'system',
  unknown: 'record',
  bug: 'record',
} as const;

/** What the pages say of failures: each word of a policy, and which file has it otherwise. */
export function factsOf({ systems, flows }: Workspace): DocumentFacts {
  return {
    failures(system, flow) {
      const overrides = {
        system: systems.find(({ value }) => value.metadata.name === system)?.value.spec.failures,
        flow: flows.find(({ value }) => value.metadata.name === flow)?.value.spec.failures,
      };
      return failureClasses.map((kind): FailureWords => {
        const { words, from } = policyFor({ class: kind, scope: usual[kind] }, overrides);
        return { failure: failureNames[kind], words, from: from === 'table' ? null : from === 'flow' ? 'this flow' : `system ${system}` };
      });
    },
  };
}
