import type { Codec, MessageLog } from '#libs/log';
import type { Logger, Meters } from '#libs/telemetry';
import type { Endings } from './contract.ts';
import type { PartitionCounts } from './message.ts';
import type { Outbox } from './outbox.ts';

/** What every runner of a process shares. */
export interface Kernel {
  readonly log: MessageLog;
  readonly codec: Codec;
  readonly outbox: Outbox;
  readonly endings: Endings;
  readonly partitions: PartitionCounts;
  readonly logger: Logger;
  readonly meters: Meters;
  /** Share of new traces that are recorded, 0 to 1. */
  readonly traceRatio: number;
  /** Static membership, where the process has a stable name. */
  membership(stage: string): { readonly instanceId?: string };
  /** Stops the process: a bug or lost ownership, never a lost dependency. */
  onFatal(error: Error): void;
}
