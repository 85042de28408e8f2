import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Change, diffWaivers, diffWorkspaces, parseWorkspace, revisionOf } from '#libs/flow';
import { appliedFiles } from '../applied.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, count, type Io, plain, type Result } from '../output.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';
import { readWorkspaceFiles } from '../workspace-files.ts';

type Options = VerbOptions & { readonly data: string; readonly against?: string };

export function addDiff(program: Command, verb: Verb): void {
  const diff = addVerb(program, 'diff [dir]', 'what applying this folder would change, in words', [
    'junctor diff',
    'junctor diff . --against ../workspace-of-yesterday',
    'junctor diff -o json',
  ]).option('--against <dir>', 'compare with this folder instead of the applied workspace; needs no server');
  addData(diff).action((dir: string | undefined, options: Options) =>
    runVerb(verb, options, () => compare(verb.io, resolve(verb.io.cwd, dir ?? '.'), options)),
  );
}

async function compare(io: Io, dir: string, { data, against }: Options): Promise<Result> {
  const after = readWorkspaceFiles(dir);
  const before = against === undefined ? await appliedFiles(io, data) : readWorkspaceFiles(resolve(io.cwd, against));
  const [old, now] = [parseWorkspace(before), parseWorkspace(after)];
  for (const { file, line, message } of now.problems) io.err(`${plain(`${file}:${line}: ${message}; left out of the comparison`, 500)}\n`);
  const today = new Date().toISOString().slice(0, 10);
  const changes = [...diffWorkspaces(old.workspace, now.workspace), ...diffWaivers(old.workspace, now.workspace, today)];
  const revisions = { from: revisionOf(before), to: revisionOf(after) };
  return {
    code: now.problems.length === 0 ? exitCodes.ok : exitCodes.failed,
    json: { ...revisions, changes },
    lines: [
      ...changeLines(changes, io),
      changes.length === 0
        ? 'nothing changes in what is done'
        : `${count(changes.length, 'change')}, from revision ${revisions.from} to ${revisions.to}`,
    ],
  };
}

function changeLines(changes: readonly Change[], io: Io): string[] {
  const colors = colorsOf(io);
  const groups = Map.groupBy(changes, ({ kind, name }) => `${kind} ${name}`);
  return [...groups].flatMap(([title, all]) => [
    title,
    ...all.flatMap(({ text, effect, what }) => {
      const mark = what === 'added' ? colors.green('+') : what === 'removed' ? colors.red('-') : colors.yellow('~');
      return [`  ${mark} ${plain(text, 1_000)}`, ...(effect === null ? [] : [colors.dim(`      ${effect}`)])];
    }),
  ]);
}
