import { createInterface } from 'node:readline/promises';
import { concealed } from '#libs/failures';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './output.ts';
import { runCli } from './program.ts';

const io: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  color: process.stdout.isTTY === true && !process.env.NO_COLOR,
  ask: async (question) => {
    if (!process.stdin.isTTY) return null;
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await terminal.question(question);
    } finally {
      terminal.close();
    }
  },
};

// Node would print an error that nobody caught with all that it holds, the headers of a request among it.
process.on('uncaughtException', (error: unknown) => {
  process.stderr.write(`junctor: ${concealed(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
  process.exit(exitCodes.bug);
});

// `junctor flow list | head` closes our output early: that is an end, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const code = await runCli(process.argv.slice(2), io);
if (code !== null) process.stdout.write('', () => process.exit(code));
