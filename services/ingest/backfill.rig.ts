/** A backfill beside a store and a broker that do as a test wants. */
import type { CompiledWorkspace } from '#libs/flow';
import type { Line } from '#libs/host';
import type { Codec, OutRecord } from '#libs/log';
import type { ClaimedBackfill } from '#libs/state';
import { createLogger, createMeters } from '#libs/telemetry';
import { createBackfill } from './backfill.ts';
import { createTroubles, type Troubles } from './troubles.ts';

export interface Given {
  readonly workspace: CompiledWorkspace;
  /** There is one to be claimed, from the beginning or once it was wanted. */
  readonly claimed: ClaimedBackfill;
  readonly onceWanted?: boolean;
  /** Between two looks; a minute when absent. */
  readonly everyMs?: number;
  readonly leaseHolds?: boolean;
  readonly acknowledges?: boolean;
  readonly wantFails?: boolean;
}

export interface BackfillRig {
  /** What the store was told, oldest first: `seen`, `want` and `ended`, each with its arguments. */
  readonly calls: readonly (readonly unknown[])[];
  told(name: 'seen' | 'want' | 'ended'): readonly (readonly unknown[])[];
  readonly sent: readonly OutRecord[];
  readonly troubles: Troubles;
  /** Runs it until that is enough, 3 s at most. */
  run(enough: () => boolean): Promise<void>;
}

export function openBackfill({ workspace, claimed, everyMs = 60_000, ...given }: Given): BackfillRig {
  const calls: unknown[][] = [];
  const sent: OutRecord[] = [];
  let left = given.onceWanted ? null : claimed;
  const note = (name: string, values: unknown[]): void => void calls.push([name, ...values]);
  const store = {
    sourcesSeen: async (...values: unknown[]) => note('seen', values),
    async wantBackfill(...values: unknown[]) {
      if (given.wantFails) throw new Error('away');
      note('want', values);
      if (given.onceWanted) left = claimed;
    },
    async claimBackfill() {
      const taken = left;
      left = null;
      return taken;
    },
    renewBackfill: async () => given.leaseHolds ?? true,
    backfilled: async (...values: unknown[]) => note('ended', values),
  };
  const outbox = {
    append(records: readonly OutRecord[], acknowledged: () => void) {
      sent.push(...records);
      if (given.acknowledges ?? true) acknowledged();
    },
  };
  const codec: Partial<Codec> = { encode: (_topic, value) => Buffer.from(JSON.stringify(value)) };
  const kernel = { codec, partitions: new Map([['junctor.raw.v1', 4]]), meters: createMeters() };
  const env = { JUNCTOR_TRACE_RATIO: 1, JUNCTOR_ALLOW_LOOPBACK: true };
  const workspaces = { current: () => workspace };
  const line = { env, logger: createLogger('test', 'silent'), workspaces, outbox, store, kernel } as unknown as Line;
  const troubles = createTroubles();
  const worker = createBackfill(line, troubles, { owner: 'me', everyMs, gapMs: 20_000, overlapMs: 300_000, leaseMs: 60_000 });
  return {
    ...{ calls, sent, troubles, told: (name) => calls.filter(([each]) => each === name) },
    async run(enough) {
      await worker.start();
      for (let turn = 0; turn < 300 && !enough(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
      await worker.stop();
    },
  };
}
