import { setTimeout as sleep } from 'node:timers/promises';
import { revisionOf } from '#libs/flow';
import { environmentFor, quietLogger, readWorkspaces } from './connection.ts';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './output.ts';
import { requireReachable } from './reach.ts';
import type { Servers } from './settings.ts';

const limitMs = 30_000;

export interface Published {
  readonly revision: string;
  /** False when the same content was the current revision already. */
  readonly changed: boolean;
  /** The revision before; null when this is the first. */
  readonly before: string | null;
}

/** Publishes checked files as the current revision. Topics and schemas are created where they are missing. */
export async function publish(io: Pick<Io, 'env'>, servers: Servers, files: Readonly<Record<string, string>>): Promise<Published> {
  await requireReachable(servers);
  const { openLog, publishWorkspace } = await import('#libs/host');
  const { createOutbox } = await import('#libs/stage');
  const logger = quietLogger(io);
  const { log, codec } = await openLog(await environmentFor(io, servers), logger, 'junctor-cli');
  const before = (await readWorkspaces({ log, codec, logger }))?.current()?.revision ?? null;
  const revision = revisionOf(files);
  if (before === revision) return { revision, changed: false, before };
  let fault: unknown;
  const outbox = createOutbox(log, { onFault: (error) => (fault = error) });
  const late = new AbortController();
  try {
    const done = await Promise.race([
      publishWorkspace(files, Date.now(), codec, outbox).then(() => true),
      sleep(limitMs, false, { signal: late.signal }),
    ]);
    if (!done) {
      const message = `Kafka did not acknowledge the revision within ${limitMs / 1000} s`;
      throw new CliError(exitCodes.unreachable, message, 'run `junctor doctor`, then apply again', { cause: fault });
    }
    return { revision, changed: true, before };
  } finally {
    late.abort();
    await outbox.close(1_000);
  }
}
