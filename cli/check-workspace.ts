import { checkWorkspace, inOrder, type Judged, type Problem, parseWorkspace, type Workspace, withWaivers } from '#libs/flow';
import { colorsOf, count, type Io, plain } from './output.ts';
import { readWorkspaceFiles } from './workspace-files.ts';

export interface Checked {
  readonly files: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  readonly problems: readonly Problem[];
  readonly waived: Judged['waived'];
  readonly errors: number;
}

/** Reads and checks a workspace folder; everything that is wrong at once, in file and line order. Throws CliError when there is none. */
export const checkFolder = (dir: string): Promise<Checked> => checkFiles(readWorkspaceFiles(dir), new Date().toISOString().slice(0, 10));

/** `today`: the day it is, YYYY-MM-DD, for waivers. */
export async function checkFiles(files: Readonly<Record<string, string>>, today: string): Promise<Checked> {
  // The connectors are loaded when they are needed, since that takes longer than most verbs.
  const [{ registry }, { certificateProblems, connectorFacts, settingsProblems }] = await Promise.all([
    import('#connectors'),
    import('#libs/workspace'),
  ]);
  const { workspace, problems } = parseWorkspace(files);
  const found = inOrder([
    ...problems,
    ...settingsProblems(registry, workspace),
    ...certificateProblems(workspace, Date.now()),
    ...checkWorkspace(workspace, connectorFacts(registry, workspace)),
  ]);
  const judged = withWaivers(found, workspace, today);
  return { files, workspace, ...judged, errors: judged.problems.filter((problem) => problem.severity === 'error').length };
}

/** The findings for people: place and message, then what was expected and what to do. */
export function problemLines({ problems, waived, errors, workspace }: Checked, io: Io): string[] {
  const colors = colorsOf(io);
  const lines = problems.flatMap((problem) => {
    const severity = problem.severity === 'error' ? colors.red('error') : colors.yellow('warning');
    const field = problem.field === '' ? '' : `${problem.field}: `;
    return [
      `${plain(`${problem.file}:${problem.line}:${problem.column}`)} ${severity} ${plain(`${field}${problem.message}`, 500)} ${colors.dim(`[${problem.rule}]`)}`,
      `    expected: ${plain(problem.expected, 500)}`,
      `    next: ${plain(problem.hint, 500)}`,
    ];
  });
  const found = errors === 0 ? colors.green('no errors') : colors.red(count(errors, 'error'));
  const warnings = problems.length - errors;
  const earliest = waived.map(({ until }) => until).sort()[0];
  const excused = earliest === undefined ? '' : `, ${waived.length} waived (the first until ${earliest})`;
  const size = `${count(workspace.systems.length, 'system')}, ${count(workspace.flows.length, 'flow')}`;
  return [...lines, `${found}${warnings > 0 ? `, ${count(warnings, 'warning')}` : ''}${excused} (${size} understood)`];
}
