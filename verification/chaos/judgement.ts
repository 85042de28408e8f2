import { judge, type LineUp } from '#verification/demo';
import { readLines, type WebhookLine } from '#verification/oracles';
import { createDeclared } from './declared.ts';
import type { Sent } from './load.ts';

/** What a run added to the oracles' findings, and the totals so far. */
export interface Judgement {
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  /** Without a cause, or different from the reference. */
  readonly other: number;
  /** Repeats at the destination that cannot be asked, and how many of them the line itself declares. */
  readonly possibleDuplicates: number;
  readonly explained: number;
  /** Records the senders were told are durable. */
  readonly messages: number;
  readonly findings: readonly string[];
}

type Kind = 'lost' | 'duplicated' | 'reordered' | 'other';

const kinds: Readonly<Record<string, Kind>> = {
  'ticket missing': 'lost',
  'message missing': 'lost',
  'file missing': 'lost',
  'not parked': 'lost',
  'parked unexpectedly': 'lost',
  'ticket doubled': 'duplicated',
  'message doubled': 'duplicated',
  'order inverted': 'reordered',
};

/** Judges everything sent so far by the demo's oracles; only what earlier runs had not found is this run's. */
export function createJudge(line: LineUp, sent: Sent): () => Promise<Judgement> {
  const declared = createDeclared(line);
  const known = new Set<string>();
  const before = { possible: 0, explained: 0, messages: 0 };
  return async () => {
    const { servicenowLog, webhookLog, filesDir } = line.destinations;
    const declaredTwice = await declared();
    const parked = await line.store.list(100_000);
    const verdict = judge({ servicenowLog, webhookLog, filesDir, ...sent, parked, bad: false, declaredTwice });
    const counts: Record<Kind, number> = { lost: 0, duplicated: 0, reordered: 0, other: 0 };
    const findings: string[] = [];
    for (const [group, items] of Object.entries(verdict.groups)) {
      for (const item of items) {
        const finding = `${group}: ${item}`;
        if (known.has(finding)) continue;
        known.add(finding);
        findings.push(finding);
        counts[kinds[group] ?? 'other']++;
      }
    }
    const repeats = repeated(readLines<WebhookLine>(webhookLog));
    const now = { possible: repeats.length, explained: repeats.filter((id) => declaredTwice.has(id)).length, messages: verdict.accepted };
    const added = (name: keyof typeof now): number => now[name] - before[name];
    const judgement = { possibleDuplicates: added('possible'), explained: added('explained'), messages: added('messages') };
    Object.assign(before, now);
    return { ...counts, ...judgement, findings };
  };
}

function repeated(lines: readonly WebhookLine[]): string[] {
  const seen = new Set<string>();
  return lines.flatMap(({ webhookId }) => (seen.size === seen.add(webhookId).size ? [webhookId] : []));
}
