import type { Evidence, Violation } from './evidence.ts';
import type { Effect } from './journal.ts';
import { markersIn } from './stories.ts';

const stepOf = ({ after }: Effect): number => markersIn(String(after.title))[0]?.step ?? 0;

/**
 * A tool that calls once and never again: what it was told is taken is in the log, and its file ends with the last of it. A call that was not
 * answered may come at any time, or never. While the database is away, better out of order than lost.
 */
export function judgeNotices(evidence: Evidence): Violation[] {
  const { notices, senders, targets, gone } = evidence;
  const journal = targets.find(({ name }) => name === 'notice-files')?.journal ?? [];
  const effects = Map.groupBy(
    journal.flatMap((line) => ('early' in line ? [] : [line])),
    ({ key }) => key,
  );
  const lost = gone.map((what): Violation => ({ oracle: 'O9', what: `${what} was answered 2xx and never came to the log` }));
  const uncaused = [...effects].flatMap(([key, done]): Violation[] =>
    done
      .filter((effect) => !senders.sent.has(String(effect.after.title)))
      .map((effect) => ({ oracle: 'O4', what: `notice ${key}: ${effect.after.title} was never sent` })),
  );
  const records = new Set(notices.map(({ record }) => record));
  return [...lost, ...uncaused, ...[...records].flatMap((record) => ofRecord(record, effects.get(record) ?? [], evidence))];
}

function ofRecord(record: string, effects: readonly Effect[], { senders, storeAway }: Evidence): Violation[] {
  const taken = [...senders.accepted].flatMap((each) => markersIn(each)).filter((each) => each.record === record);
  const last = Math.max(0, ...taken.map(({ step }) => step));
  const steps = new Set(taken.map(({ step }) => step));
  const final = effects.at(-1);
  if (last === 0) return [];
  if (!final) return [{ oracle: 'O1', what: `notice ${record}: step ${last} was taken, and there is no file` }];
  if (storeAway(0, final.at)) return [];
  const backwards = effects.filter((effect, index) => {
    const before = effects.slice(0, index).map(stepOf);
    return steps.has(stepOf(effect)) && before.some((step) => steps.has(step) && step > stepOf(effect));
  });
  const wrong = steps.has(stepOf(final)) && stepOf(final) !== last;
  return [
    ...backwards.map((effect): Violation => ({ oracle: 'O3', what: `notice ${record}: step ${stepOf(effect)} after a later one` })),
    ...(wrong ? [{ oracle: 'O1' as const, what: `notice ${record}: its file shows step ${stepOf(final)}, step ${last} was taken` }] : []),
  ];
}
