import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkFolder, problemLines } from '../check-workspace.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, type Io, type Result } from '../output.ts';
import { publish } from '../publish.ts';
import { requireServers } from '../settings.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

type Options = VerbOptions & { readonly data: string; readonly dryRun?: boolean };

export function addApply(program: Command, verb: Verb): void {
  const command = addVerb(program, 'apply [dir]', 'check a workspace and make it the current revision; services follow without restart', [
    'junctor apply',
    'junctor apply ../my-workspace --dry-run',
    'junctor apply -o json',
  ]).option('--dry-run', 'check and name the revision, publish nothing');
  addData(command).action((dir: string | undefined, options: Options) =>
    runVerb(verb, options, () => apply(verb.io, resolve(verb.io.cwd, dir ?? '.'), options)),
  );
}

async function apply(io: Io, dir: string, { data, dryRun }: Options): Promise<Result> {
  const checked = await checkFolder(dir);
  const { errors, problems } = checked;
  const lines = problems.length === 0 ? [] : problemLines(checked, io);
  if (errors > 0) {
    const json = { ok: false, errors, warnings: problems.length - errors, problems };
    return { code: exitCodes.failed, json, lines: [...lines, 'nothing was applied'] };
  }
  if (dryRun) {
    const { revisionOf } = await import('#libs/flow');
    const revision = revisionOf(checked.files);
    return {
      code: exitCodes.ok,
      json: { ok: true, revision, dryRun: true, problems },
      lines: [...lines, `would apply revision ${revision}`],
    };
  }
  const published = await publish(io, requireServers(io, data), checked.files);
  const { revision, changed, before } = published;
  const said = changed
    ? `applied revision ${revision}${before === null ? '' : ` (before: ${before})`}`
    : `already applied: revision ${revision}`;
  return {
    code: exitCodes.ok,
    json: { ok: true, revision, changed, before, warnings: problems.length, problems },
    lines: [...lines, colorsOf(io).green(said)],
  };
}
