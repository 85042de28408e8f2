import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { checkRules, type Problem } from '#libs/flow';
import { checkFiles } from './check-workspace.ts';
import { readWorkspaceFiles } from './workspace-files.ts';

const testdata = join(import.meta.dirname, '..', 'libs', 'flow', 'testdata');
const good = readWorkspaceFiles(join(testdata, 'standards'));
const today = '2026-11-22';

/** The good workspace with a text of one file replaced; the text has to be there. */
function broken(file: string, from: string, to: string): Record<string, string> {
  const text = good[file] ?? '';
  if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
  return { ...good, [file]: text.replace(from, () => to) };
}

const problemsOf = async (files: Readonly<Record<string, string>>): Promise<readonly Problem[]> =>
  (await checkFiles(files, today)).problems;

describe('the design standards', () => {
  it('are all kept by the good workspace, but for what it has a waiver for', async () => {
    const { problems, waived } = await checkFiles(good, today);
    expect(problems).toEqual([]);
    expect(waived.map(({ rule, owner, until }) => [rule, owner, until])).toEqual([['flow.map.reason', 'compliance', '2027-03-31']]);
  });

  it('have each an id of its own', () => {
    expect(new Set(checkRules.map(({ id }) => id)).size).toBe(checkRules.length);
  });

  it.each(checkRules.map((rule) => [rule.id, rule] as const))(
    '%s: its example breaks it, and is mended by its other half',
    async (id, rule) => {
      const file = Object.keys(good).find((path) => good[path]?.includes(rule.good));
      expect(file).toBeDefined();
      const found = await problemsOf(broken(file ?? '', rule.good, rule.bad));
      expect(found.map((problem) => problem.rule)).toContain(id);
      for (const { severity, rule: other } of found.filter((problem) => problem.rule === id))
        expect([other, severity]).toEqual([id, rule.severity]);
    },
  );
});

interface BrokenCase {
  readonly name: string;
  readonly file: string;
  readonly replace?: string;
  readonly by?: string;
  /** Instead of a replacement: the whole file. */
  readonly content?: string;
  readonly expect: readonly Record<'rule' | 'at' | 'field' | 'message' | 'expected' | 'next', string>[];
}

const table = parse(readFileSync(join(testdata, 'broken.yaml'), 'utf8')) as readonly BrokenCase[];

describe('broken workspaces', () => {
  it('are forty at least, and break every rule between them and the examples', () => {
    expect(table.length).toBeGreaterThanOrEqual(40);
  });

  it.each(table.map((each) => [each.name, each] as const))('%s', async (_name, { file, replace, by, content, expect: wanted }) => {
    const files = content === undefined ? broken(file, replace ?? '', by ?? '') : { ...good, [file]: content };
    const found = await problemsOf(files);
    expect(
      found.map(({ rule, file: where, line, column, field, message, expected, hint }) => ({
        ...{ rule, at: `${where}:${line}:${column}`, field },
        ...{ message, expected, next: hint },
      })),
    ).toEqual(wanted);
    expect(JSON.stringify(found)).not.toContain('not-to-be-shown');
    for (const { line, column, field, message, expected, hint, rule } of found) {
      expect([line >= 1, column >= 1, expected !== '', hint !== '']).toEqual([true, true, true, true]);
      expect(field !== '' || rule === 'workspace.yaml' || message.startsWith('is ')).toBe(true);
    }
  });

  it('are told all at once, over all their files', async () => {
    const patches = table.filter(({ content }) => content === undefined).slice(0, 40);
    const byFile = Map.groupBy(patches, ({ file }) => file);
    const files = Object.fromEntries(
      [...byFile].map(([file, [first]]) => [file, broken(file, first?.replace ?? '', first?.by ?? '')[file] ?? '']),
    );
    const found = await problemsOf({ ...good, ...files });
    expect(new Set(found.map(({ file }) => file))).toEqual(new Set(Object.keys(files)));
  });
});
