import type { Io } from './output.ts';
import { runCli } from './program.ts';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process with an environment of its own and nobody to ask (or one answer). */
export async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  answer: string | null = null,
  cwd = import.meta.dirname,
): Promise<Ran> {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env,
    cwd,
    color: false,
    ask: () => Promise.resolve(answer),
  };
  const code = await runCli(args, io);
  return { code, out, err };
}
