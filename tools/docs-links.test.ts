import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { anchorsOf, brokenLinks } from './docs-links.ts';

const root = resolve(import.meta.dirname, '..');
const paths = globSync(['*.md', '{docs,schemas,connectors,verification,libs,services,simulators,deploy}/**/*.md'], { cwd: root }).sort();
const files = paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

describe('links of the documentation', () => {
  it('finds the pages', () => {
    expect(paths).toEqual(
      expect.arrayContaining(['README.md', 'docs/README.md', 'schemas/README.md', 'connectors/alertmanager/README.md']),
    );
  });

  it('lead somewhere', () => {
    expect(brokenLinks(files, (path) => existsSync(join(root, path)))).toEqual([]);
  });

  it('reach every page of docs/ from its index, or from the index of its own folder', () => {
    const missing = (folder: string, start: string, all: readonly string[]): string[] => {
      const index = files.find(({ path }) => path === `${folder}${start}`)?.text ?? '';
      return all.filter((path) => path !== `${folder}${start}` && !index.includes(`(${path.slice(folder.length)})`));
    };
    const demo = 'docs/reference/demo-workspace/';
    const [inDemo, others] = [true, false].map((inside) =>
      paths.filter((path) => path.startsWith('docs/') && path.startsWith(demo) === inside),
    );
    expect(missing('docs/', 'README.md', [...(others ?? []), `${demo}index.md`])).toEqual([]);
    expect(missing(demo, 'index.md', inDemo ?? [])).toEqual([]);
  });
});

describe('the check of links', () => {
  const page = { path: 'docs/a.md', text: '# A page\n\n## Say `it` again!\n\n## Twice\n\n## Twice\n' };
  const check = (text: string, path = 'README.md'): string[] => brokenLinks([{ path, text }, page], (file) => file === 'docs');

  it('names headings as GitHub does', () => {
    expect([...anchorsOf(page.text)]).toEqual(['a-page', 'say-it-again', 'twice', 'twice-1']);
  });

  it.each([
    '[ok](docs/a.md)',
    '[ok](docs/a.md#say-it-again)',
    '[ok](docs/)',
    '[ok](docs/a.md#twice-1)',
    '[ok](https://example.org/nothing)',
    '`[no link](nowhere.md)`',
    '```sh\n[no link](nowhere.md)\n```',
    '# Here\n\n[ok](#here)',
  ])('takes %j', (text) => {
    expect(check(text)).toEqual([]);
  });

  it.each([
    ['[bad](docs/b.md)', 'README.md:1: docs/b.md: there is no such file'],
    ['\n[bad](docs/a.md#nothing)', 'README.md:2: docs/a.md#nothing: there is no such heading'],
    ['[bad](#nothing)', 'README.md:1: #nothing: there is no such heading'],
    ['[bad](../elsewhere.md)', 'README.md:1: ../elsewhere.md: leads out of the repository'],
    ['```sh\n```\n\n[bad](docs/b.md "title")', 'README.md:4: docs/b.md: there is no such file'],
  ])('refuses %j', (text, finding) => {
    expect(check(text)).toEqual([finding]);
  });
});
