import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseWorkspace } from '../parse.ts';
import type { DocumentFacts } from './facts.ts';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';
import { type Page, table, text } from './page.ts';
import { documentWorkspace } from './pages.ts';

const paths = ['flows/prometheus-to-servicenow/flow.yaml', 'systems/servicenow.yaml', 'systems/prometheus.yaml', 'systems/cmdb.yaml'];
const files = Object.fromEntries(paths.map((path) => [path, readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')]));
const facts: DocumentFacts = {
  failures: () => [{ failure: 'The system is away', words: 'It is held.', from: null }],
  sends: ({ spec }) => (spec.connector === 'cmdb-feed' ? ['ci'] : []),
};
const pages = documentWorkspace(parseWorkspace(files).workspace, facts);
const page = (path: string): Page => {
  const found = pages.find((each) => each.path === path);
  if (!found) throw new Error(`no page ${path}`);
  return found;
};

describe('the pages of a workspace', () => {
  it('are one for each system and flow, and one that leads to them', () => {
    expect(pages.map(({ path }) => path)).toEqual([
      'index',
      'flows/prometheus-to-servicenow',
      'systems/cmdb',
      'systems/prometheus',
      'systems/servicenow',
    ]);
  });

  it('say of a flow what people ask: owner, mapping with reasons, tables, rules, failures, what to do', () => {
    const words = toMarkdown(page('flows/prometheus-to-servicenow'));
    for (const part of [
      'sre-platform',
      '| Looks up | [Configuration management database](../systems/cmdb.md), owned by configuration-management |',
      '| `group` | what the routing chose as group |',
      "Only critical alerts can't wait",
      '## Table "impact"',
      '| `critical` | `high` |',
      '| otherwise | no other rule does | group: Service Desk |',
      'reopens its ticket',
      'It is held.',
      '`junctor msg find <text>`',
      'flowchart LR',
    ])
      expect(words).toContain(part);
  });

  it('link to one another, wherever they lie', () => {
    expect(toMarkdown(page('flows/prometheus-to-servicenow'))).toContain('](../systems/servicenow.md)');
    expect(toMarkdown(page('index'))).toContain('](flows/prometheus-to-servicenow.md)');
    expect(toHtml(page('systems/servicenow'))).toContain('href="../flows/prometheus-to-servicenow.html"');
  });

  it('name where a secret is kept, never more', () => {
    expect(toMarkdown(page('systems/servicenow'))).toMatch(/env:SERVICENOW_PASSWORD/);
  });

  it('are the same when made again', () => {
    expect(documentWorkspace(parseWorkspace(files).workspace, facts).map(toHtml)).toEqual(pages.map(toHtml));
  });
});

describe('what a workspace says', () => {
  const hostile = '<script>alert(1)</script> [x](javascript:y) | `code` "quoted" # head';
  const made: Page = {
    path: 'flows/x',
    title: hostile,
    blocks: [
      text(hostile),
      table(['a'], [[hostile], [[{ code: hostile }]]]),
      { kind: 'diagram', diagram: { columns: [[{ id: 'a', label: hostile, role: 'flow' }]], arrows: [] } },
    ],
  };

  it('is never markup in HTML', () => {
    const html = toHtml(made);
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('is never markup in Markdown, and never ends a cell', () => {
    const lines = toMarkdown(made).split('\n');
    expect(lines.filter((line) => line.startsWith('| ')).every((line) => line.replaceAll('\\|', '').split('|').length === 3)).toBe(true);
    expect(toMarkdown(made)).toContain('\\<script\\>');
    expect(lines[2]).not.toMatch(/[^\\]\[x\]\(/);
    expect(lines.at(-3)).not.toContain('<');
  });
});
