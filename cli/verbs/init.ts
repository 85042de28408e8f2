import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { compileWorkspace, revisionOf } from '#libs/flow';
import { checkFolder } from '../check-workspace.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { testFlow } from '../flow-tests.ts';
import { choose, type Given } from '../init/choice.ts';
import { flowNameOf, folderOf, workspaceFilesOf } from '../init/files.ts';
import { flowTestOf } from '../init/flow-test.ts';
import { starters } from '../init/starters.ts';
import { colorsOf, type Io, type Result } from '../output.ts';
import { addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

type Options = VerbOptions & Given;

export function addInit(program: Command, verb: Verb): void {
  addVerb(program, 'init [dir]', 'write a first flow between two systems, with a test that it passes; asks for what is not given', [
    'junctor init my-workspace',
    'junctor init my-workspace --yes',
    'junctor init . --source cloud=aws-sns --target tickets=jira --owner cloud-platform',
  ])
    .option('--source <[name=]connector>', 'where records come from; the connector names the system unless a name stands before it')
    .option('--target <[name=]connector>', 'where tickets go')
    .option('--owner <team>', 'the team that answers for it')
    .option('-y, --yes', 'take the defaults for what is not given: alertmanager, servicenow, platform')
    .action((dir: string | undefined, options: Options) =>
      runVerb(verb, options, () => init(verb.io, resolve(verb.io.cwd, dir ?? '.'), options)),
    );
}

async function init(io: Io, dir: string, options: Options): Promise<Result> {
  const choice = await choose(io, options, starters);
  const files = workspaceFilesOf(choice);
  const all = { ...files, [`${folderOf(choice)}/flow.test.yaml`]: await flowTestOf(choice, files) };
  const there = Object.keys(all).filter((path) => existsSync(join(dir, path)));
  if (there.length > 0)
    throw new CliError(
      exitCodes.refused,
      `nothing was written: there is already ${there.join(', ')}`,
      'name the systems otherwise (--source name=connector), or take another folder',
    );
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text, { flag: 'wx' });
  }
  const proved = await prove(dir, flowNameOf(choice));
  const variables = [
    ...new Set(Object.values(files).flatMap((text) => [...text.matchAll(/\benv:([A-Za-z_]\w*)/g)].map(([, name = '']) => name))),
  ];
  return {
    code: proved.ok ? exitCodes.ok : exitCodes.failed,
    json: { ...proved, dir, files: Object.keys(all), flow: flowNameOf(choice), variables },
    lines: [
      ...Object.keys(all).map((path) => `wrote ${join(dir, path)}`),
      proved.ok ? colorsOf(io).green('checked, and its test passes') : colorsOf(io).red(proved.why),
      ...(variables.length > 0 ? [`set where the line runs: ${variables.join(', ')}`] : []),
      'next: read the flow, put in what your system really sends, then junctor test, junctor docs and junctor apply',
    ],
  };
}

/** What was written, judged as anybody's workspace is: other flows of the folder count too. */
async function prove(dir: string, flowName: string): Promise<{ readonly ok: boolean; readonly why: string }> {
  const checked = await checkFolder(dir);
  if (checked.errors > 0) return { ok: false, why: 'the workspace has errors now: see junctor check' };
  const flow = checked.workspace.flows.find(({ value }) => value.metadata.name === flowName);
  const end = flow && (await testFlow(dir, flow, compileWorkspace(checked.workspace, revisionOf(checked.files))));
  const wrong = (end?.cases ?? []).flatMap(({ differences }) => differences);
  return end && wrong.length === 0
    ? { ok: true, why: '' }
    : { ok: false, why: `its test does not pass: ${wrong[0] ?? 'it was not found'}` };
}
