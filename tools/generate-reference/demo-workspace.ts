import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registry as connectors } from '#connectors';
import { documentWorkspace, parseWorkspace, toMarkdown } from '#libs/flow';
import { documentFacts } from '#libs/workspace';

import type { Page } from './markdown.ts';

/** What `junctor docs` writes of the demo workspace, which is also the example of how a workspace is documented. */
export function demoWorkspacePages(root: string): Page[] {
  const { workspace } = parseWorkspace(filesOf(root));
  return documentWorkspace(workspace, documentFacts(workspace, connectors)).map((page) => {
    const [, ...body] = toMarkdown(page).split('\n');
    return { file: `demo-workspace/${page.path}.md`, title: page.title, from: 'systems/ and flows/', body: body.slice(1) };
  });
}

function filesOf(root: string): Record<string, string> {
  const paths = ['systems', 'flows'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((entry) => `${folder}/${entry}`),
  );
  const read = paths.filter((path) => path.endsWith('.yaml') && !path.endsWith('.test.yaml'));
  return Object.fromEntries(read.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
