import { judgeFiles, judgeHistory } from '#verification/oracles';
import { expectedIncidents } from '#verification/reference';
import type { Evidence, Oracle, Violation } from './evidence.ts';
import type { Effect, Journal } from './journal.ts';
import { spoiledLanes, wentThrough } from './judge-heads.ts';
import type { Target } from './targets.ts';

const effectsOf = (journal: Journal): Effect[] => journal.flatMap((line) => ('early' in line ? [] : [line]));

/** The webhook's history and the files' final states against the reference, which reads the same rows as a file. */
export function judgeArchive(evidence: Evidence, csv: string): { violations: Violation[]; possible: number } {
  const expected = expectedIncidents(csv).incidents as unknown as Parameters<typeof judgeHistory>[1];
  const journalOf = (wanted: string): Effect[] => effectsOf(evidence.targets.find(({ name }) => name === wanted)?.journal ?? []);
  const whole = (target: string): ((what: string) => boolean) => {
    const found = evidence.targets.find(({ name }) => name === target);
    const spoiled = found ? [...spoiledLanes(evidence, found), ...refusedLanes(evidence, found)] : [];
    return (what) => !spoiled.some((lane) => new RegExp(`\\b${lane}\\b`).test(what));
  };
  const posts = journalOf('archive-webhook');
  const writes = journalOf('archive-files');
  const declared = new Set(posts.map(({ deliveryId }) => deliveryId));
  const history = judgeHistory(
    posts.map((post, seq) => ({ seq, webhookId: post.deliveryId, key: post.key, data: post.after, withheld: !post.answered })),
    expected,
    declared,
  );
  const files = judgeFiles(new Map(writes.map(({ key, after }) => [key, after])), expected);
  const say = (oracle: Oracle, where: string, all: readonly string[]): Violation[] =>
    all.map((what) => ({ oracle, what: `${where}: ${what}` }));
  const repeats = repeated(posts, evidence);
  return {
    violations: [
      ...say('O1', 'webhook', history.missing.filter(whole('archive-webhook'))),
      ...say('O3', 'webhook', history.inversions),
      ...say('O4', 'webhook', history.uncaused),
      ...say('O2', 'webhook', repeats.unexplained),
      ...say('O1', 'files', [...files.missing, ...files.different].filter(whole('archive-files'))),
      ...say('O4', 'files', files.uncaused),
      ...say('O3', 'files', backwards(writes)),
    ],
    possible: repeats.possible,
  };
}

/** A version that was refused, and not taken when it was sent again, is missing, whatever came after it. */
const refusedLanes = ({ tables }: Evidence, { refusals }: Target): string[] =>
  refusals.filter(({ deliveryId }) => !wentThrough(tables, deliveryId)).map(({ lane }) => lane);

/** The same message twice: only where the line says so itself, and where something befell the first call or its caller. */
function repeated(posts: readonly Effect[], { tables, excused }: Evidence): { unexplained: string[]; possible: number } {
  const flagged = new Set(tables.outcomes.filter(({ possibleDuplicate }) => possibleDuplicate).map(({ deliveryId }) => deliveryId));
  const seen = new Map<string, Effect>();
  const unexplained: string[] = [];
  let possible = 0;
  for (const post of posts) {
    const earlier = seen.get(post.deliveryId);
    seen.set(post.deliveryId, post);
    if (!earlier) continue;
    possible++;
    if (!flagged.has(post.deliveryId)) unexplained.push(`${post.key}: ${post.deliveryId} twice and not counted as a possible duplicate`);
    else if (earlier.answered && !excused(earlier.begunAt, post.at))
      unexplained.push(`${post.key}: ${post.deliveryId} twice though the first was answered`);
  }
  return { unexplained, possible };
}

const versionOf = ({ after }: Effect): number => Number((after.extra as { version?: unknown } | undefined)?.version);

function backwards(writes: readonly Effect[]): string[] {
  const highest = new Map<string, number>();
  return writes.flatMap((write) => {
    const before = highest.get(write.key) ?? -1;
    highest.set(write.key, Math.max(before, versionOf(write)));
    return versionOf(write) < before ? [`${write.key}: version ${versionOf(write)} after ${before}`] : [];
  });
}
