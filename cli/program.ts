import { Command, CommanderError } from 'commander';
import { type ExitCode, exitCodeHelp, exitCodes } from './exit-codes.ts';
import type { Io } from './output.ts';
import { referenceMarkdown } from './reference.ts';
import type { Verb } from './verb.ts';
import { addApply } from './verbs/apply.ts';
import { addAudit } from './verbs/audit.ts';
import { addBackfill } from './verbs/backfill.ts';
import { addCheck } from './verbs/check.ts';
import { addDiff } from './verbs/diff.ts';
import { addDocs } from './verbs/docs.ts';
import { addDoctor } from './verbs/doctor.ts';
import { addExplain } from './verbs/explain.ts';
import { addFlow } from './verbs/flow.ts';
import { addInit } from './verbs/init.ts';
import { addMsg } from './verbs/msg.ts';
import { addReplay } from './verbs/replay.ts';
import { addReset } from './verbs/reset.ts';
import { addReview } from './verbs/review.ts';
import { addSystems } from './verbs/systems.ts';
import { addTest } from './verbs/test.ts';
import { addUp } from './verbs/up.ts';

const description = `Moves alerts and tickets between systems: no alert lost, no ticket doubled, order kept per record.

Servers: KAFKA_BROKERS, SCHEMA_REGISTRY_URL and DATABASE_URL where they are set, else the laptop stack that
\`junctor up\` started in this folder.`;

/** The whole command line. Every verb calls `verb.ended` once, except those that keep running. */
export function createProgram(verb: Verb): Command {
  const { io } = verb;
  const program = new Command('junctor')
    .description(description)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, getOutHasColors: () => io.color, getErrHasColors: () => false })
    .showHelpAfterError('(add --help for what there is)')
    .helpCommand('help [verb]', 'what a verb takes, with examples')
    .addHelpText('after', `\nStart here:\n  $ junctor doctor\n  $ junctor up --workspace .\n\n${exitCodeHelp}`);
  for (const add of [
    addInit,
    addUp,
    addDoctor,
    addCheck,
    addTest,
    addDiff,
    addDocs,
    addApply,
    addFlow,
    addExplain,
    addMsg,
    addReview,
    addAudit,
    addSystems,
    addBackfill,
    addReplay,
    addReset,
  ])
    add(program, verb);
  // Not for people: tools/generate-cli-docs.ts asks for it.
  program.command('reference', { hidden: true }).action(() => {
    io.out(`${referenceMarkdown(program)}`);
    verb.ended(exitCodes.ok);
  });
  return program;
}

/** Runs one command line; null when the process has to keep running. Arguments are without node and script. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode | null> {
  let code: ExitCode | null = null;
  const program = createProgram({ io, ended: (ending) => (code = ending) });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
}
