import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ConsoleEnvironment } from './config.ts';

/** Who a bearer token belongs to; null: nobody. */
export type Actors = (authorization: string | undefined) => string | null;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Every known token is compared, each in constant time. */
export function actorsOf(tokens: readonly string[]): Actors {
  const known = tokens.map((each) => {
    const at = each.indexOf(':');
    return { name: each.slice(0, at), digest: digest(each.slice(at + 1)) };
  });
  return (authorization) => {
    const given = digest(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
    return known.filter((each) => timingSafeEqual(each.digest, given)).at(0)?.name ?? null;
  };
}

export const fileActor = 'operator';

/**
 * The tokens of the environment, else the one in the token file, which is made when it is not there.
 * @throws Error when the file can be neither read nor made.
 */
export function openTokens(env: ConsoleEnvironment): { readonly tokens: readonly string[]; readonly file: string | null } {
  if (env.JUNCTOR_CONSOLE_TOKEN !== undefined) return { tokens: env.JUNCTOR_CONSOLE_TOKEN, file: null };
  const file = env.JUNCTOR_CONSOLE_TOKEN_FILE;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // Made by an earlier run, or by a process that starts at the same moment.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    chmodSync(file, 0o600);
  }
  const token = readFileSync(file, 'utf8').trim();
  if (token.length < 16) throw new Error(`${file} holds no token`);
  return { tokens: [`${fileActor}:${token}`], file };
}
