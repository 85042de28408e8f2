import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Destination, type TrialStep, tryDestination } from '#libs/connector-kit';
import type { System } from '#libs/flow';
import { checkFolder } from '../check-workspace.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Colors, colorsOf, type Io, plain, type Result } from '../output.ts';

export interface TrialChoice {
  readonly workspace: string;
  readonly model?: string;
  readonly leave?: boolean;
}

/** Everything together may take so long. */
const DEADLINE_MS = 120_000;

/** Tries the connection to one system of the workspace in a folder, with a marked record. Throws CliError when there is none to try. */
export async function trySystem(io: Io, name: string, choice: TrialChoice): Promise<Result> {
  const system = await systemIn(resolve(io.cwd, choice.workspace), name);
  const destination = await destinationOf(io, system);
  try {
    const steps = await tryDestination(destination, {
      model: choice.model ?? null,
      mark: randomUUID(),
      leave: choice.leave === true,
      signal: AbortSignal.timeout(DEADLINE_MS),
      pause: async (milliseconds) => void (await sleep(milliseconds)),
    });
    const ok = steps.every(({ result }) => result !== 'failed');
    return { code: ok ? exitCodes.ok : exitCodes.failed, json: { ok, system: name, steps }, lines: lines(name, steps, colorsOf(io)) };
  } finally {
    await destination.close();
  }
}

async function systemIn(dir: string, name: string): Promise<System> {
  const { workspace, problems } = await checkFolder(dir);
  const system = workspace.systems.find(({ value }) => value.metadata.name === name);
  if (system === undefined) {
    const known = workspace.systems.map(({ value }) => value.metadata.name).join(', ');
    throw new CliError(
      exitCodes.notFound,
      `no system is named ${JSON.stringify(name.slice(0, 100))}`,
      `the systems are: ${known || 'none'}`,
    );
  }
  const wrong = problems.find(({ file, severity }) => severity === 'error' && file === system.file);
  if (wrong !== undefined)
    throw new CliError(
      exitCodes.failed,
      `${wrong.file}:${wrong.line} ${wrong.field}: ${wrong.message}`,
      'run `junctor check` for all of it',
    );
  return system.value;
}

async function destinationOf(io: Io, system: System): Promise<Destination> {
  const [{ registry }, { connectSystem }, { environmentSchema }, { readEnv }] = await Promise.all([
    import('#connectors'),
    import('#libs/workspace'),
    import('#libs/host'),
    import('#libs/config'),
  ]);
  const egress = environmentSchema.pick({ JUNCTOR_ALLOW_LOOPBACK: true, JUNCTOR_PRIVATE_NETWORKS: true });
  const { JUNCTOR_ALLOW_LOOPBACK: allowLoopback, JUNCTOR_PRIVATE_NETWORKS: privateNetworks } = readEnv(egress, io.env);
  const destination = connectSystem(registry.get(system.spec.connector), system, { allowLoopback, privateNetworks, environment: io.env });
  if (destination !== null) return destination;
  const { name } = system.metadata;
  throw new CliError(
    exitCodes.refused,
    `${name} only sends: there is nothing to write there`,
    'send a test message from it, then `junctor msg find`',
  );
}

function lines(name: string, steps: readonly TrialStep[], colors: Colors): string[] {
  const paint = { ok: colors.green, failed: colors.red, warning: colors.yellow, skipped: colors.dim };
  return [
    colors.bold(plain(name)),
    ...steps.flatMap(({ step, result, said, next }) => [
      `  ${paint[result](result.padEnd(8))}${step}: ${plain(said, 500)}`,
      ...(next === null ? [] : [`          next: ${plain(next, 500)}`]),
    ]),
  ];
}
