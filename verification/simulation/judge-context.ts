import { itemName } from './configuration.ts';
import type { Evidence, Violation } from './evidence.ts';
import { expectedTickets } from './expected.ts';
import { spoiledLanes } from './judge-heads.ts';
import { marker, type Story } from './stories.ts';

/**
 * What went on without its configuration item is sent on again once that is known, and updates its ticket: the last one of a cause of one
 * record names its item, as far as the newest alert speaks for it. What a process had to remember while the database was away is gone when
 * it dies, and excuses that version of that record.
 */
export function judgeContext(evidence: Evidence): Violation[] {
  const { stories, known, targets, lacking, forgotten } = evidence;
  const desk = targets.find(({ name }) => name === 'servicenow');
  if (!desk) return [];
  const spoiled = [...spoiledLanes(evidence, desk)];
  const effects = desk.journal.flatMap((line) => ('early' in line ? [] : [line]));
  const owed = lacking
    .filter(({ record, version }) => !forgotten.some((debt) => debt.record === record && debt.version === version))
    .map(
      ({ record, version }): Violation => ({
        oracle: 'O1',
        what: `version ${version} of ${record} went on without its item, which is known, and was not sent on again`,
      }),
    );
  const untold = stories.flatMap((story): Violation[] => {
    const { cause, records } = story;
    if (forgotten.some(({ record }) => records.includes(record))) return [];
    if (!known.some((each) => `Cause${each.cause}` === cause) || !newestSpeaks(story) || spoiled.some((lane) => lane.includes(cause)))
      return [];
    const last = effects.filter(({ key }) => key.includes(cause)).at(-1);
    if (!last || last.after.ci === itemName(cause)) return [];
    return [
      { oracle: 'O1', what: `${cause}: its ticket says ${last.after.ci ?? 'nothing'} where its item is known as ${itemName(cause)}` },
    ];
  });
  return [...owed, ...untold];
}

function newestSpeaks(story: Story): boolean {
  const last = story.steps.at(-1);
  return story.records.length === 1 && last !== undefined && expectedTickets(story).at(-1)?.shows === marker(last.record, last.step);
}
