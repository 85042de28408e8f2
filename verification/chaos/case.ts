import type { Random } from '#verification/data';
import type { LineUp } from '#verification/demo';
import type { FaultLog } from './fault-log.ts';
import type { Replicas } from './replicas.ts';
import type { Passage } from './witness.ts';

/** The line under load, and what a case may do to it. */
export interface Scene {
  readonly line: LineUp;
  readonly replicas: Replicas;
  readonly faults: FaultLog;
  readonly random: Random;
  /** Whole minutes asked for by `--minutes`; 0 when not given. */
  readonly minutes: number;
  readonly say: (text: string) => void;
  /** True from the moment that the senders have everything acknowledged. */
  readonly sent: () => boolean;
}

/** One blow. */
export interface Strike {
  readonly what: string;
  /** When it fell, epoch milliseconds: what the line had in hand then is counted. */
  readonly at: number;
  /** From when recovery counts: the blow, or the end of an outage that was meant to last. */
  readonly from: number;
  /**
   * `all`: recovered once everything that was accepted until then (and a second longer) is delivered. `any`: once anything is delivered
   * again, for an outage that leaves more behind than a limit lets through at once.
   */
  readonly recovered: 'all' | 'any';
  /** Recovery as the case itself has seen it, where that is later. */
  readonly recoveredAt?: number;
}

/** What a case found beyond the oracles that all share, from journals, process tables and its own faults. */
export interface Remarks {
  /** How often the fault struck what was in hand; a run with 0 does not count. */
  readonly fired: number;
  /** Each makes the run fail. */
  readonly findings?: readonly string[];
  /** Printed with the run. */
  readonly figures?: Readonly<Record<string, number | string>>;
}

/** What a case looks back on once the line is dry. */
export interface Aftermath {
  /** Epoch milliseconds: when the run began to send. */
  readonly since: number;
  readonly strikes: readonly Strike[];
  /** Rows of the whole series, oldest first. */
  readonly passages: readonly Passage[];
}

/** A named fault of the reliability catalogue on the real stack. */
export interface ChaosCase {
  readonly name: string;
  readonly title: string;
  /** Longest recovery that passes, seconds, where `--minutes` was given so many. */
  readonly recoverWithin: (minutes: number) => number;
  /** Over how many seconds a run's load is spread. */
  readonly seconds: number;
  readonly brokers?: 1 | 3;
  /** Environment of all services. */
  readonly env?: NodeJS.ProcessEnv;
  /** Changes the demo workspace's files, by path. */
  readonly workspace?: (files: Readonly<Record<string, string>>) => Record<string, string>;
  /** Messages of a run when it is another number than that of the other cases. */
  readonly messages?: (minutes: number) => number | null;
  /** Once, before the first run. */
  readonly prepare?: (scene: Scene) => Promise<void>;
  /** While the load of one run flows. */
  readonly strike: (scene: Scene, run: number) => Promise<readonly Strike[]>;
  /** After the run, when nothing is on its way. */
  readonly look: (scene: Scene, aftermath: Aftermath) => Promise<Remarks>;
  /** At the end of the series. */
  readonly close?: () => Promise<void>;
}
