import { judge, type LineUp } from '#verification/demo';
import { readLines } from '#verification/oracles';
import { type EndedLine, explainRepeats, type ReceivedLine } from './explain.ts';
import type { FaultLine } from './fault-log.ts';
import type { Sent } from './load.ts';
import { type AcceptedRow, type Passage, passagesOf } from './witness.ts';

/** What a run added to the oracles' findings. */
export interface Judgement {
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  /** Without a cause, or different from the reference. */
  readonly other: number;
  /** Repeats at the destination that cannot be asked, and how many of them the receiver's journals explain. */
  readonly possibleDuplicates: number;
  readonly explained: number;
  /** Records the senders were told are durable. */
  readonly messages: number;
  readonly findings: readonly string[];
}

type Kind = 'lost' | 'duplicated' | 'reordered' | 'other';

const kinds: Readonly<Record<string, Kind>> = {
  'ticket missing': 'lost',
  'text missing': 'lost',
  'message missing': 'lost',
  'file missing': 'lost',
  'not parked': 'lost',
  'parked unexpectedly': 'lost',
  'ticket doubled': 'duplicated',
  'text doubled': 'duplicated',
  'message doubled': 'duplicated',
  'order inverted': 'reordered',
};

/** Findings by kind, of those that `known` does not hold yet; they are added to it. */
export function countNew(
  groups: Readonly<Record<string, readonly string[]>>,
  known: Set<string>,
): Record<Kind, number> & { findings: string[] } {
  const counts = { lost: 0, duplicated: 0, reordered: 0, other: 0, findings: [] as string[] };
  for (const [group, items] of Object.entries(groups)) {
    for (const item of items) {
      const finding = `${group}: ${item}`;
      if (known.has(finding)) continue;
      known.add(finding);
      counts.findings.push(finding);
      counts[kinds[group] ?? 'other']++;
    }
  }
  return counts;
}

export interface Judge {
  /** Judges everything sent so far; only what earlier calls had not found counts. */
  judge(): Promise<Judgement>;
  passages(): readonly Passage[];
}

/** By the simulators' journals, the senders' lists and the log of faults; of our own state only the review queue is read. */
export function createJudge(line: LineUp, sent: Sent, faultLog: string): Judge {
  const { servicenowLog, webhookLog, filesDir } = line.destinations;
  const known = new Set<string>();
  const before = { possible: 0, explained: 0, messages: 0 };
  const received = (): ReceivedLine[] => readLines<ReceivedLine>(webhookLog);
  return {
    async judge() {
      const ended = readLines<EndedLine>(webhookLog.replace(/\.jsonl$/, '.connections.jsonl'));
      const repeats = explainRepeats(received(), ended, readLines<FaultLine>(faultLog));
      const parked = await line.store.list(100_000);
      const declaredTwice = repeats.explainedIds;
      const verdict = judge({ servicenowLog, webhookLog, filesDir, ...sent, parked, bad: false, declaredTwice });
      const now = { possible: repeats.possible, explained: repeats.explained, messages: verdict.accepted };
      const added = (name: keyof typeof now): number => now[name] - before[name];
      const totals = { possibleDuplicates: added('possible'), explained: added('explained'), messages: added('messages') };
      Object.assign(before, now);
      return { ...countNew(verdict.groups, known), ...totals };
    },
    passages: () => passagesOf(readLines<AcceptedRow>(sent.acceptedRows), received()),
  };
}
