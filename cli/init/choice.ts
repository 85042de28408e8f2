import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output.ts';
import type { Starter } from './starter.ts';

/** `name=connector`, or a connector, which then names the system too. */
export interface End {
  readonly name: string;
  readonly starter: Starter;
}

export interface Choice {
  readonly source: End;
  readonly target: End;
  readonly owner: string;
}

export interface Given {
  readonly source?: string;
  readonly target?: string;
  readonly owner?: string;
  /** Takes the defaults for what is not given. */
  readonly yes?: boolean;
}

const defaults = { source: 'alertmanager', target: 'servicenow', owner: 'platform' };
const tries = 3;

/** Asks for what was not given. Throws CliError when it is not to be had. */
export async function choose(io: Pick<Io, 'ask' | 'err'>, given: Given, starters: readonly Starter[]): Promise<Choice> {
  const sources = starters.filter(({ sample }) => sample !== null);
  const targets = starters.filter(({ writes }) => writes.includes('incident'));
  const source = await ask(io, given, 'source', `Where do records come from? (${namesOf(sources)})`, (text) =>
    endOf(text, sources, 'source'),
  );
  const target = await ask(io, given, 'target', `Where do tickets go? (${namesOf(targets)})`, (text) => endOf(text, targets, 'target'));
  const owner = await ask(io, given, 'owner', 'Which team answers for it?', (text) => text);
  if (source.name === target.name)
    throw new CliError(exitCodes.usage, `both systems would be named ${source.name}`, 'name one of them: --target tickets=<connector>');
  return { source, target, owner };
}

const namesOf = (starters: readonly Starter[]): string => starters.map(({ connector }) => connector).join(', ');

async function ask<T>(
  io: Pick<Io, 'ask' | 'err'>,
  given: Given,
  key: keyof typeof defaults,
  question: string,
  read: (text: string) => T,
): Promise<T> {
  const text = given[key] ?? (given.yes === true ? defaults[key] : undefined);
  if (text !== undefined) return read(text);
  for (let i = 1; ; i++) {
    const answer = await io.ask(`${question} [${defaults[key]}] `);
    if (answer === null)
      throw new CliError(
        exitCodes.usage,
        `nobody is there to say --${key}`,
        'give --source, --target and --owner, or --yes for the defaults',
      );
    try {
      return read(answer.trim() || defaults[key]);
    } catch (error) {
      if (!(error instanceof CliError) || i === tries) throw error;
      io.err(`${error.message}; ${error.hint}\n`);
    }
  }
}

function endOf(text: string, among: readonly Starter[], end: 'source' | 'target'): End {
  const [name = '', connector = name] = text.split('=', 2).map((part) => part.trim());
  const starter = among.find((each) => each.connector === connector);
  if (!starter)
    throw new CliError(exitCodes.usage, `no ${end} is called ${JSON.stringify(connector.slice(0, 60))}`, `there are: ${namesOf(among)}`);
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new CliError(
      exitCodes.usage,
      `${JSON.stringify(name.slice(0, 80))} can't be the name of a system`,
      'lower-case letters, digits and hyphens',
    );
  return { name, starter };
}
