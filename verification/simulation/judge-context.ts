import { itemName } from './configuration.ts';
import type { Evidence, Violation } from './evidence.ts';
import { expectedTickets } from './expected.ts';
import { spoiledLanes } from './judge-heads.ts';
import { marker, type Story } from './stories.ts';

/**
 * What went on without its configuration item is updated once that is known: the last ticket of a cause of one record names its item, as
 * far as the newest alert speaks for it. What a process had to remember while the database was away is gone when it dies.
 */
export function judgeContext(evidence: Evidence): Violation[] {
  const { stories, known, targets, contextTroubled, uncleanEnds } = evidence;
  const desk = targets.find(({ name }) => name === 'servicenow');
  if (!desk || (contextTroubled && uncleanEnds > 0)) return [];
  const spoiled = [...spoiledLanes(evidence, desk)];
  const effects = desk.journal.flatMap((line) => ('early' in line ? [] : [line]));
  return stories.flatMap((story): Violation[] => {
    const { cause } = story;
    if (!known.some((each) => `Cause${each.cause}` === cause) || !newestSpeaks(story) || spoiled.some((lane) => lane.includes(cause)))
      return [];
    const last = effects.filter(({ key }) => key.includes(cause)).at(-1);
    if (!last || last.after.ci === itemName(cause)) return [];
    return [
      { oracle: 'O1', what: `${cause}: its ticket says ${last.after.ci ?? 'nothing'} where its item is known as ${itemName(cause)}` },
    ];
  });
}

function newestSpeaks(story: Story): boolean {
  const last = story.steps.at(-1);
  return story.records.length === 1 && last !== undefined && expectedTickets(story).at(-1)?.shows === marker(last.record, last.step);
}
