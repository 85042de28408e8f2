import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkFolder, problemLines } from '../check-workspace.ts';
import { pagesOf, stalePages, writePages } from '../documentation.ts';
import { exitCodes } from '../exit-codes.ts';
import { count, type Result } from '../output.ts';
import { addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

type Options = VerbOptions & { readonly out: string; readonly check?: boolean };

export function addDocs(program: Command, verb: Verb): void {
  addVerb(program, 'docs [dir]', 'write the documentation of a workspace: mappings, diagrams, routing, failures, owners, what to do', [
    'junctor docs',
    'junctor docs . --out public/integration',
    'junctor docs . --check',
  ])
    .option('--out <dir>', 'folder for the pages (Markdown and HTML), below the workspace unless absolute', 'docs')
    .option('--check', 'write nothing; fail when the pages are not up to date (for CI)')
    .action((dir: string | undefined, options: Options) =>
      runVerb(verb, options, () => document(verb, resolve(verb.io.cwd, dir ?? '.'), options)),
    );
}

async function document({ io }: Verb, dir: string, options: Options): Promise<Result> {
  const checked = await checkFolder(dir);
  if (checked.errors > 0)
    return {
      code: exitCodes.failed,
      json: { ok: false, errors: checked.errors, problems: checked.problems },
      lines: [...problemLines(checked, io), 'nothing was written: the workspace has errors'],
    };
  const out = resolve(dir, options.out);
  const pages = pagesOf(checked.workspace);
  if (options.check) {
    const stale = stalePages(out, pages);
    return {
      code: stale.length === 0 ? exitCodes.ok : exitCodes.failed,
      json: { ok: stale.length === 0, out, pages: pages.size, stale },
      lines:
        stale.length === 0 ? [`${count(pages.size, 'page')} up to date`] : [...stale.map((path) => `stale: ${path}`), 'run junctor docs'],
    };
  }
  const written = writePages(out, pages);
  return {
    code: exitCodes.ok,
    json: { ok: true, out, pages: pages.size, written },
    lines: [`${count(pages.size, 'page')} in ${out}, ${written.length} written; start with index.html`],
  };
}
