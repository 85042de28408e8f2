import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Edit } from '#libs/review';
import type { Deed, ReviewFilter } from '#libs/state';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output.ts';

export interface DeedOptions {
  readonly actor?: string;
  readonly reason?: string;
}

/** Who does it and why: both are kept in the audit chain. */
export function addDeed(command: Command): Command {
  return command
    .option('--reason <text>', 'why; kept with what is done')
    .option('--actor <name>', 'who does it (default: JUNCTOR_ACTOR, else the user of this system)');
}

export function deedOf(io: Pick<Io, 'env'>, { actor, reason }: DeedOptions): Deed {
  if (!reason?.trim()) throw new CliError(exitCodes.usage, 'no reason was given', 'say why: --reason "..."');
  return { actor: actorOf(io, actor), reason };
}

export const actorOf = (io: Pick<Io, 'env'>, actor: string | undefined): string => actor || io.env.JUNCTOR_ACTOR || userInfo().username;

export interface EditOptions {
  readonly file?: string;
  readonly set?: Readonly<Record<string, string>>;
}

/** The two ways to say what an edit is. */
export function addEdit(command: Command): Command {
  return command
    .option('--file <file>', 'the whole text anew: the body of a source event, or the JSON of a record')
    .option('--set <path=value>', 'one value by its path, such as alert.labels.severity=warning; may be repeated', gather);
}

function gather(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('A path, an equals sign and a value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** null when neither was given. */
export async function editOf(io: Pick<Io, 'cwd'>, { file, set }: EditOptions): Promise<Edit | null> {
  if (file !== undefined && set !== undefined)
    throw new CliError(exitCodes.usage, '--file and --set exclude each other', 'give the whole text, or single values');
  if (set !== undefined) return { set };
  if (file === undefined) return null;
  try {
    return { text: await readFile(resolve(io.cwd, file), 'utf8') };
  } catch (error) {
    throw new CliError(exitCodes.notFound, `${file} can not be read`, 'name a file that is there', { cause: error });
  }
}

export interface SelectOptions {
  readonly cause?: string;
  readonly all?: boolean;
  readonly system?: string;
}

export function addSelect(command: Command): Command {
  return command
    .option('--cause <fingerprint>', 'every open record of this cause')
    .option('--all', 'every open record')
    .option('--system <name>', 'of these, only records of this source system');
}

/** Ids, or what a filter selects. Everything is never meant by nothing. */
export function selectionOf(ids: readonly string[], { cause, all, system }: SelectOptions): readonly string[] | ReviewFilter {
  const ways = [ids.length > 0, cause !== undefined, all === true].filter(Boolean).length;
  if (ways !== 1)
    throw new CliError(
      exitCodes.usage,
      ways === 0 ? 'no record was named' : 'ids, --cause and --all exclude each other',
      'name ids, or --cause F (see `junctor review`), or --all',
    );
  if (ids.length > 0) return ids;
  return { ...(cause === undefined ? {} : { fingerprint: cause }), ...(system === undefined ? {} : { system }) };
}
