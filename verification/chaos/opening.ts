import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, type RecordedPost } from '#verification/data';
import { demoWorkspace, feedCmdb, lineUp } from '#verification/demo';
import type { ChaosCase, Scene } from './case.ts';
import { openFaultLog } from './fault-log.ts';
import { auditLogOf, type Sent } from './load.ts';
import { createReplicas } from './replicas.ts';

export interface OpeningOptions {
  readonly chaosCase: ChaosCase;
  /** Data folder of this case; must be new. */
  readonly dir: string;
  readonly seed: number;
  readonly minutes: number;
  /** Rows that the whole series may send. */
  readonly rows: number;
  readonly recorded: readonly RecordedPost[];
  readonly say: (text: string) => void;
}

export interface Opened {
  readonly scene: Scene;
  readonly sent: Sent;
  /** To be set while a run sends, and unset when its senders are done. */
  setSending(sending: boolean): void;
  close(): Promise<void>;
}

const preload = new URL('kill-at.js', import.meta.url).href;
/** Every answer takes so long that something is always in hand. */
const answerAfterMs = '40';
const faults = { servicenow: ['--search-lag', '500', '--delay', answerAfterMs], webhook: ['--delay', answerAfterMs] };

/** A stack, simulators, six services and the demo workspace for one case; its CMDB is known when this resolves. */
export async function open({ chaosCase, dir, seed, minutes, rows, say }: OpeningOptions): Promise<Opened> {
  const runDir = join(dir, 'run');
  mkdirSync(runDir, { recursive: true });
  const env = environment(chaosCase, runDir);
  const files = chaosCase.workspace?.(demoWorkspace()) ?? demoWorkspace();
  const { brokers = 1 } = chaosCase;
  const line = await lineUp({ stackDir: join(dir, 'stack'), runDir, mode: 'six', brokers, faults, files, env, say: () => undefined });
  const log = openFaultLog(join(runDir, 'faults.jsonl'));
  const replicas = createReplicas(line, env, log);
  const close = async (): Promise<void> => {
    await chaosCase.close?.();
    await replicas.stop();
    await line.stop();
    log.close();
  };
  let sending = false;
  const scene = { line, replicas, faults: log, random: createRandom(seed), minutes, say, sent: () => !sending };
  try {
    const sent = {
      acceptedAlerts: join(runDir, 'accepted-alerts.jsonl'),
      acceptedRows: join(runDir, 'accepted-rows.jsonl'),
      auditLog: await auditLogOf(runDir, rows),
      posts: 0,
      rows: 0,
    };
    await feedCmdb(line, { say: () => undefined });
    await chaosCase.prepare?.(scene);
    const setSending = (now: boolean): void => {
      sending = now;
    };
    return { scene, sent, setSending, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function environment(chaosCase: ChaosCase, runDir: string): NodeJS.ProcessEnv {
  return {
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${preload}`.trim(),
    JUNCTOR_CHAOS_DIR: runDir,
    JUNCTOR_TRACE_RATIO: '0',
    JUNCTOR_REPLICATION: String(chaosCase.brokers ?? 1),
    // The verdict compares the group of every ticket, so no record may be routed without its context.
    ENRICH_DEADLINE_MS: '60000',
    ...chaosCase.env,
  };
}
