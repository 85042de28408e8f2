import { Command, CommanderError } from 'commander';
import { concealed } from '#libs/failures';
import { type ExitCode, exitCodeHelp, exitCodes } from './exit-codes.ts';
import type { Io } from './output.ts';
import { referenceMarkdown } from './reference.ts';
import type { Verb } from './verb.ts';

const description = `Moves alerts and tickets between systems: no alert lost, no ticket doubled, order kept per record.

Servers: KAFKA_BROKERS, SCHEMA_REGISTRY_URL and DATABASE_URL where they are set, else the laptop stack that
\`junctor up\` started in this folder.`;

type Add = (program: Command, verb: Verb) => void;

/** Every verb, in the order of the help. Each is loaded when it is asked for: what one needs, others don't have to wait for. */
const verbs: Readonly<Record<string, () => Promise<Add>>> = {
  init: async () => (await import('./verbs/init.ts')).addInit,
  up: async () => (await import('./verbs/up.ts')).addUp,
  doctor: async () => (await import('./verbs/doctor.ts')).addDoctor,
  check: async () => (await import('./verbs/check.ts')).addCheck,
  test: async () => (await import('./verbs/test.ts')).addTest,
  diff: async () => (await import('./verbs/diff.ts')).addDiff,
  docs: async () => (await import('./verbs/docs.ts')).addDocs,
  apply: async () => (await import('./verbs/apply.ts')).addApply,
  flow: async () => (await import('./verbs/flow.ts')).addFlow,
  explain: async () => (await import('./verbs/explain.ts')).addExplain,
  msg: async () => (await import('./verbs/msg.ts')).addMsg,
  review: async () => (await import('./verbs/review.ts')).addReview,
  audit: async () => (await import('./verbs/audit.ts')).addAudit,
  connectors: async () => (await import('./verbs/connectors.ts')).addConnectors,
  systems: async () => (await import('./verbs/systems.ts')).addSystems,
  backfill: async () => (await import('./verbs/backfill.ts')).addBackfill,
  replay: async () => (await import('./verbs/replay.ts')).addReplay,
  reset: async () => (await import('./verbs/reset.ts')).addReset,
};

/** The command line with the verb named, or with all of them. Every verb calls `verb.ended` once, except those that keep running. */
export async function createProgram(verb: Verb, named = ''): Promise<Command> {
  const { io } = verb;
  const program = new Command('junctor')
    .description(description)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, getOutHasColors: () => io.color, getErrHasColors: () => false })
    .showHelpAfterError('(add --help for what there is)')
    .helpCommand('help [verb]', 'what a verb takes, with examples')
    .addHelpText('after', `\nStart here:\n  $ junctor doctor\n  $ junctor up --workspace .\n\n${exitCodeHelp}`);
  const asked = Object.hasOwn(verbs, named) ? [verbs[named]] : Object.values(verbs);
  for (const load of asked) (await load?.())?.(program, verb);
  // Not for people: tools/generate-cli-docs.ts asks for it.
  program.command('reference', { hidden: true }).action(() => {
    io.out(`${referenceMarkdown(program)}`);
    verb.ended(exitCodes.ok);
  });
  return program;
}

/** Runs one command line; null when the process has to keep running. Arguments are without node and script. No secret that was read is printed. */
export async function runCli(args: readonly string[], given: Io): Promise<ExitCode | null> {
  const io: Io = { ...given, out: (text) => given.out(concealed(text)), err: (text) => given.err(concealed(text)) };
  let code: ExitCode | null = null;
  const program = await createProgram({ io, ended: (ending) => (code = ending) }, args[0]);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
}
