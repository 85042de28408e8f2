import type { CompiledWorkspace } from '#libs/flow';
import type { Environment, Line } from '#libs/host';
import { endings } from '#libs/line';
import type { Codec, MessageLog } from '#libs/log';
import { createOutbox, type Runnable } from '#libs/stage';
import type { Store } from '#libs/state';
import { createLogger, createMeters, type Logger } from '#libs/telemetry';
import { createFramedCodec } from './codec.ts';
import { linePartitions } from './memory-log.ts';

export interface LineParts {
  readonly log: MessageLog;
  readonly store: Store;
  /** Made from the codec and the log of the line where they are read from its topic. */
  readonly workspaces: Line['workspaces'];
  /** `linePartitions` when absent. */
  readonly partitions?: ReadonlyMap<string, number>;
  /** `createFramedCodec()` when absent. */
  readonly codec?: Codec;
  /** Silent when absent. */
  readonly logger?: Logger;
  /** Throws when absent. */
  readonly onFatal?: (error: Error) => void;
}

/** What a process of the line shares, from parts that are there already; nothing runs yet. Every hop is sampled, loopback allowed. */
export function lineOf({ log, store, workspaces, ...given }: LineParts): Line {
  const { partitions = linePartitions, codec = createFramedCodec(), logger = createLogger('line', 'silent'), onFatal = rethrow } = given;
  const outbox = createOutbox(log, { onFault: (error) => logger.warn({ reason: String(error) }, 'produce failed') });
  const runnables: Runnable[] = [];
  return {
    ...{ logger, outbox, store, workspaces, runnables },
    env: { JUNCTOR_TRACE_RATIO: 1, JUNCTOR_ALLOW_LOOPBACK: true, JUNCTOR_KEEP_DAYS: 30 } as Environment,
    kernel: { log, codec, outbox, endings, partitions, logger, meters: createMeters(), traceRatio: 1, membership: () => ({}), onFatal },
    add(runnable) {
      runnables.push(runnable);
      return runnable;
    },
    close: async () => undefined,
  };
}

function rethrow(error: Error): never {
  throw error;
}

/** One revision, from the beginning to the end; of another one it knows nothing. */
export function fixedWorkspaces(compiled: CompiledWorkspace, files: Readonly<Record<string, string>>): Line['workspaces'] {
  return {
    start: async () => undefined,
    stop: () => undefined,
    current: () => compiled,
    get: (revision) => (revision === null || revision === compiled.revision ? compiled : undefined),
    require: async () => compiled,
    files: () => [{ revision: compiled.revision, files }],
  };
}

/** As SIGTERM does: everything in hand is finished or given back, whoever was started last first. */
export async function stopLine({ outbox }: Line, runnables: readonly Runnable[]): Promise<void> {
  for (const runnable of runnables.toReversed()) await runnable.stop();
  await outbox.close(3_000);
}
