import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { checkFolder, problemLines } from '../check-workspace.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { colorsOf, count, type Io, type Result, table } from '../output.ts';
import { publish } from '../publish.ts';
import { startServers } from '../servers.ts';
import { addData, addVerb, runVerb, type Verb, type VerbOptions, wholeNumber } from '../verb.ts';

type Options = VerbOptions & { readonly data: string; readonly workspace?: string; readonly list?: boolean; readonly port?: number };

export function addUp(program: Command, verb: Verb): void {
  const command = addVerb(program, 'up [stage...]', 'run stages of the line in this process (default: all) until Ctrl-C', [
    'junctor up --workspace .',
    'junctor up ingest transform',
    'junctor up --list',
    'KAFKA_BROKERS=... SCHEMA_REGISTRY_URL=... DATABASE_URL=... junctor up deliver',
  ])
    .option('--workspace <dir>', 'apply this workspace first')
    .option('--list', 'print the stages and end')
    .option('--port <n>', 'port of webhooks and health; 0 picks a free one (default: PORT, else 0)', wholeNumber(0, 65_535));
  addData(command).action((names: string[], options: Options) => runVerb(verb, options, () => up(verb.io, names, options)));
}

async function up(io: Io, names: readonly string[], options: Options): Promise<Result | null> {
  const { stages } = await import('#services/all-in-one');
  const known = Object.keys(stages);
  if (options.list)
    return {
      code: exitCodes.ok,
      json: { stages: known },
      lines: table(
        ['STAGE'],
        known.map((name) => [name]),
        colorsOf(io),
      ),
    };
  const unknown = names.filter((name) => !Object.hasOwn(stages, name));
  if (unknown.length > 0)
    throw new CliError(exitCodes.usage, `no stage is named ${unknown.join(', ')}`, `the stages are: ${known.join(', ')}`);
  // A workspace that can't be applied is told before anything is started.
  const checked = options.workspace === undefined ? null : await checkFolder(resolve(io.cwd, options.workspace));
  if (checked && checked.errors > 0) {
    io.err(`${problemLines(checked, { ...io, color: false }).join('\n')}\n`);
    throw new CliError(
      exitCodes.failed,
      `the workspace has ${count(checked.errors, 'error')}; nothing was started`,
      'mend them, then run `junctor up` again',
    );
  }
  const started = await startServers(io, options.data);
  try {
    process.env.JUNCTOR_CONSOLE_TOKEN_FILE ??= join(resolve(io.cwd, options.data), 'console-token');
    Object.assign(process.env, started.environment, options.port === undefined ? {} : { PORT: String(options.port) });
    if (checked) {
      const { revision, changed } = await publish(io, started.servers, checked.files);
      io.err(`${changed ? 'applied' : 'already applied:'} revision ${revision}\n`);
    }
    const chosen = Object.entries(stages).filter(([name]) => names.length === 0 || names.includes(name));
    const { boot } = await import('#libs/host');
    await boot(
      'up',
      chosen.map(([, module]) => module),
      { onStopped: started.stop },
    );
    started.handOver();
    io.err(`running ${chosen.map(([name]) => name).join(', ')}; Ctrl-C stops, \`junctor doctor\` looks at it\n`);
    return null;
  } catch (error) {
    await started.stop();
    throw error;
  }
}
