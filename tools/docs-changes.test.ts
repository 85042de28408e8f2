/** The page about changes is played: its files, then each of its diffs, and what the commands say about it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { run } from '../cli/testing.ts';

const page = readFileSync(resolve(import.meta.dirname, '../docs/how-to/change-a-running-workspace.md'), 'utf8');
const scratch = mkdtempSync(join(tmpdir(), 'junctor-changes-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', text = '']): Block => ({ language, lines: text.trimEnd().split('\n') }),
);

function folderOf(name: string, files: ReadonlyMap<string, string>): string {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(scratch, name, path)), { recursive: true });
    writeFileSync(join(scratch, name, path), text);
  }
  return join(scratch, name);
}

/** The lines before and after; the place must be there, once. */
function edited(files: ReadonlyMap<string, string>, [head = '', ...lines]: readonly string[]): Map<string, string> {
  const path = head.replace(/^# /, '');
  const side = (mark: string): string =>
    lines.flatMap((line) => (line.startsWith(' ') || line.startsWith(mark) ? [`${line.slice(1)}\n`] : [])).join('');
  const parts = (files.get(path) ?? '').split(side('-'));
  if (parts.length !== 2) throw new Error(`${path} has the place ${parts.length - 1} times: ${side('-')}`);
  return new Map([...files, [path, parts.join(side('+'))]]);
}

const beginning = new Map(
  blocks.flatMap(({ language, lines: [head = '', ...lines] }) =>
    language === 'yaml' ? [[head.replace('# file: ', ''), `${lines.join('\n')}\n`] as const] : [],
  ),
);
const changes = blocks.flatMap(({ language, lines }, at) => (language === 'diff' ? [{ lines, said: blocks[at + 1]?.lines ?? [] }] : []));

describe('the page about changes', () => {
  it('begins with a workspace without a problem', async () => {
    const { code, out } = await run(['check', folderOf('beginning', beginning)]);
    expect(out).toContain('no errors');
    expect(code).toBe(0);
  });

  it('makes four changes, each of which is said as the command says it', async () => {
    expect(changes).toHaveLength(4);
    let files: ReadonlyMap<string, string> = beginning;
    for (const [at, { lines, said }] of changes.entries()) {
      const before = folderOf(`before ${at}`, files);
      files = edited(files, lines);
      const after = folderOf(`after ${at}`, files);
      const [command, ...shown] = said;
      const applied = command === '$ npx junctor apply';
      const { code, out } = await run(applied ? ['apply', after] : ['diff', after, '--against', before]);
      const printed = out.trimEnd().split('\n');
      expect(applied ? printed : printed.slice(0, -1)).toEqual(shown);
      expect(code).toBe(applied ? 1 : 0);
    }
  });
});
