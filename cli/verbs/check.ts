import { resolve } from 'node:path';
import type { Command } from 'commander';
import { revisionOf } from '#libs/flow';
import { checkFolder, problemLines } from '../check-workspace.ts';
import { exitCodes } from '../exit-codes.ts';
import { addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

export function addCheck(program: Command, verb: Verb): void {
  addVerb(program, 'check [dir]', 'check a workspace without any server: every problem at once, with its place', [
    'junctor check',
    'junctor check ../my-workspace -o json',
  ]).action((dir: string | undefined, options: VerbOptions) =>
    runVerb(verb, options, async () => {
      const checked = await checkFolder(resolve(verb.io.cwd, dir ?? '.'));
      const { problems, waived, errors, workspace, files } = checked;
      return {
        code: errors === 0 ? exitCodes.ok : exitCodes.failed,
        json: {
          ok: errors === 0,
          revision: revisionOf(files),
          systems: workspace.systems.length,
          flows: workspace.flows.length,
          errors,
          warnings: problems.length - errors,
          problems,
          waived,
        },
        lines: problemLines(checked, verb.io),
      };
    }),
  );
}
