import { resolve } from 'node:path';
import type { Command } from 'commander';
import { compileWorkspace, revisionOf } from '#libs/flow';
import { checkFolder, problemLines } from '../check-workspace.ts';
import { exitCodes } from '../exit-codes.ts';
import { type FlowTestEnd, testFlow } from '../flow-tests.ts';
import { type Colors, colorsOf, count, plain, type Result } from '../output.ts';
import { addVerb, runVerb, type Verb, type VerbOptions } from '../verb.ts';

type Options = VerbOptions & { readonly flow?: string };

export function addTest(program: Command, verb: Verb): void {
  addVerb(program, 'test [dir]', 'run the flow.test.yaml of each flow: recorded input, expected deliveries; needs no server', [
    'junctor test',
    'junctor test . --flow prometheus-to-servicenow',
    'junctor test -o json',
  ])
    .option('--flow <name>', 'only this flow')
    .action((dir: string | undefined, options: Options) =>
      runVerb(verb, options, () => testFolder(verb, resolve(verb.io.cwd, dir ?? '.'), options)),
    );
}

async function testFolder({ io }: Verb, dir: string, options: Options): Promise<Result> {
  const checked = await checkFolder(dir);
  if (checked.errors > 0)
    return {
      code: exitCodes.failed,
      json: { ok: false, errors: checked.errors, problems: checked.problems },
      lines: [...problemLines(checked, io), 'nothing was tested: the workspace has errors'],
    };
  const workspace = compileWorkspace(checked.workspace, revisionOf(checked.files));
  const ends: FlowTestEnd[] = [];
  const untested: string[] = [];
  for (const flow of checked.workspace.flows) {
    const { name } = flow.value.metadata;
    if (options.flow !== undefined && options.flow !== name) continue;
    const end = await testFlow(dir, flow, workspace);
    if (end) ends.push(end);
    else untested.push(name);
  }
  const cases = ends.flatMap((end) => end.cases);
  const failed =
    cases.filter(({ differences }) => differences.length > 0).length + ends.filter(({ problems }) => problems.length > 0).length;
  const ok = failed === 0 && ends.length > 0;
  return {
    code: ok ? exitCodes.ok : exitCodes.failed,
    json: { ok, passed: cases.length - failed, failed, untested, flows: ends },
    lines: [...ends.flatMap((end) => endLines(end, colorsOf(io))), ...summary(ends, untested, failed, colorsOf(io))],
  };
}

function endLines({ flow, cases, problems, untouchedRows, untouchedRules }: FlowTestEnd, colors: Colors): string[] {
  const untouched = [
    ...(untouchedRows.length > 0 ? [`rows ${untouchedRows.join(', ')}`] : []),
    ...(untouchedRules.length > 0 ? [`rules ${untouchedRules.join(', ')}`] : []),
  ];
  return [
    flow,
    ...problems.map(({ file, line, column, field, message, hint }) =>
      plain(`  ${file}:${line}:${column} ${field}: ${message} (${hint})`, 500),
    ),
    ...cases.flatMap(({ name, differences }) => [
      `  ${differences.length === 0 ? colors.green('ok') : colors.red('failed')} ${plain(name)}`,
      ...differences.map((each) => `      ${plain(each, 700)}`),
    ]),
    untouched.length === 0
      ? colors.dim('  every row and every rule was used')
      : colors.yellow(`  never used: ${plain(untouched.join('; '), 500)}`),
  ];
}

function summary(ends: readonly FlowTestEnd[], untested: readonly string[], failed: number, colors: Colors): string[] {
  const all = ends.reduce((sum, { cases }) => sum + cases.length, 0);
  if (ends.length === 0) return [colors.red('no flow has a test: write flow.test.yaml beside flow.yaml')];
  const without = untested.length === 0 ? '' : `; without a test: ${untested.join(', ')}`;
  return [
    `${failed === 0 ? colors.green(`${count(all, 'case')} passed`) : colors.red(`${failed} of ${count(all, 'case')} failed`)}${without}`,
  ];
}
