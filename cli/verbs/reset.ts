import { resolve } from 'node:path';
import type { Command } from 'commander';
import { rememberedStack, resetStack } from '#libs/local-stack';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io, Result } from '../output.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

type Options = VerbOptions & { readonly data: string; readonly yes?: boolean };

export function addReset(program: Command, verb: Verb): void {
  const command = addVerb(program, 'reset', 'remove everything the laptop stack keeps: topics, schemas, tables', [
    'junctor reset',
    'junctor reset --yes',
  ]).option('--yes', 'do not ask');
  addData(command).action((options: Options) => runVerb(verb, options, () => reset(verb.io, options)));
}

async function reset(io: Io, { data, yes }: Options): Promise<Result> {
  const dataDir = resolve(io.cwd, data);
  // Only a folder that a stack was started in is ever emptied, whatever --data names.
  const stack = rememberedStack(dataDir);
  if (stack === null)
    return {
      code: exitCodes.ok,
      json: { removed: false, dataDir },
      lines: [`nothing to remove: no laptop stack was started in ${dataDir}`],
    };
  if (stack.pid !== null)
    throw new CliError(
      exitCodes.refused,
      `process ${stack.pid} runs the laptop stack in ${dataDir}`,
      `stop it first (Ctrl-C there, or kill ${stack.pid})`,
    );
  if (!yes) {
    const answer = await io.ask(`Remove all topics, schemas and tables in ${dataDir}? [y/N] `);
    if (answer === null) throw new CliError(exitCodes.refused, 'nobody is here to say yes', 'add --yes');
    if (!/^y(es)?$/i.test(answer.trim())) throw new CliError(exitCodes.refused, 'nothing was removed', 'answer y, or add --yes');
  }
  await resetStack(dataDir);
  return { code: exitCodes.ok, json: { removed: true, dataDir }, lines: [`removed the data of the laptop stack in ${dataDir}`] };
}
