import type { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'it worked',
  failed: 'it worked and found something wrong',
  usage: 'called wrongly: an unknown verb, option, stage or environment value',
  unreachable: 'Kafka, the schema registry or Postgres can not be reached',
  notFound: 'nothing goes by that name',
  refused: 'not done, because something stands in the way',
  bug: 'a mistake in Junctor itself',
};

/** The reference page of the command line, made of what --help prints. */
export function referenceMarkdown(program: Command): string {
  const codes = Object.entries(exitCodes).map(([name, code]) => `| ${code} | ${meanings[name as keyof typeof exitCodes]} |`);
  return [
    '<!-- DO NOT EDIT: generated from the help of the command line by `node --conditions=junctor-source tools/generate-cli-docs.ts`. -->',
    '# The `junctor` command',
    '',
    'Every verb takes `-o json`: one JSON object on standard output, everything else on standard error.',
    '',
    '| exit code | meaning |',
    '|---|---|',
    ...codes,
    '',
    ...leaves(program, []).flatMap(({ path, command }) => [`## junctor ${path.join(' ')}`, '', '```text', helpOf(command), '```', '']),
  ].join('\n');
}

interface Leaf {
  readonly path: readonly string[];
  readonly command: Command;
}

function leaves(command: Command, path: readonly string[]): Leaf[] {
  const verbs = command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help');
  return verbs.flatMap((verb): Leaf[] => {
    const name = [...path, verb.name()];
    return verb.commands.length > 0 ? leaves(verb, name) : [{ path: name, command: verb }];
  });
}

/** What --help prints at a fixed width, without the exit codes that the page's table has. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 100, getOutHasColors: () => false });
  command.outputHelp();
  return text.replace(/\n*Exit codes:[\s\S]*$/, '').trimEnd();
}
