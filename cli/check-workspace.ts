import { checkWorkspace, inOrder, type Problem, parseWorkspace, type Workspace } from '#libs/flow';
import { colorsOf, count, type Io, plain } from './output.ts';
import { readWorkspaceFiles } from './workspace-files.ts';

export interface Checked {
  readonly files: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  readonly problems: readonly Problem[];
  readonly errors: number;
}

/** Reads and checks a workspace folder; everything that is wrong at once, in file and line order. Throws CliError when there is none. */
export async function checkFolder(dir: string): Promise<Checked> {
  const files = readWorkspaceFiles(dir);
  // The connectors are loaded when they are needed, since that takes longer than most verbs.
  const { connectorFacts, settingsProblems } = await import('#services/all-in-one');
  const { workspace, problems } = parseWorkspace(files);
  const all = inOrder([...problems, ...settingsProblems(workspace), ...checkWorkspace(workspace, connectorFacts(workspace))]);
  return { files, workspace, problems: all, errors: all.filter((problem) => problem.severity === 'error').length };
}

/** The findings for people: place and message, then what was expected and what to do. */
export function problemLines({ problems, errors, workspace }: Checked, io: Io): string[] {
  const colors = colorsOf(io);
  const lines = problems.flatMap((problem) => {
    const severity = problem.severity === 'error' ? colors.red('error') : colors.yellow('warning');
    const field = problem.field === '' ? '' : `${problem.field}: `;
    return [
      `${plain(`${problem.file}:${problem.line}:${problem.column}`)} ${severity} ${plain(`${field}${problem.message}`, 500)} ${colors.dim(`[${problem.rule}]`)}`,
      ...(problem.expected === null ? [] : [`    expected: ${plain(problem.expected, 500)}`]),
      ...(problem.hint === null ? [] : [`    hint: ${plain(problem.hint, 500)}`]),
    ];
  });
  const found = errors === 0 ? colors.green('no errors') : colors.red(count(errors, 'error'));
  const warnings = problems.length - errors;
  const size = `${count(workspace.systems.length, 'system')}, ${count(workspace.flows.length, 'flow')}`;
  return [...lines, `${found}${warnings > 0 ? `, ${count(warnings, 'warning')}` : ''} (${size} understood)`];
}
