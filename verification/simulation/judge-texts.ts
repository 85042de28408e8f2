import type { Evidence, Violation } from './evidence.ts';
import { expectedTexts } from './expected.ts';
import type { Effect } from './journal.ts';
import { spoiledLanes } from './judge-heads.ts';
import { marker, markersIn } from './stories.ts';
import type { Target } from './targets.ts';

const textOf = ({ fields }: Effect): string => String(fields.text);
const causeOf = ({ key }: Effect): string => key.replace(/#\d+$/, '');

/** What was added to the desk's tickets: each text once, about something that was sent, in the ticket's state that it speaks of, and none missing. */
export function judgeTexts(evidence: Evidence): Violation[] {
  const desk = evidence.targets.find(({ name }) => name === 'servicenow');
  if (!desk) return [];
  const added = desk.journal.flatMap((line) => ('early' in line || line.op !== 'note' ? [] : [line]));
  return [
    ...twice(added),
    ...uncaused(added, evidence),
    ...outOfPlace(added, desk),
    ...superseded(evidence),
    ...missing(added, evidence, desk),
  ];
}

/** Entries can be listed, so nothing excuses the same one twice. */
function twice(added: readonly Effect[]): Violation[] {
  const byText = Map.groupBy(added, (effect) => `${effect.id} ${textOf(effect)}`);
  return [...byText].flatMap(([what, same]) => (same.length > 1 ? [{ oracle: 'O2' as const, what: `${same.length} times: ${what}` }] : []));
}

function uncaused(added: readonly Effect[], { senders }: Evidence): Violation[] {
  return added.flatMap((effect) => {
    const markers = markersIn(textOf(effect)).map(({ record, step }) => marker(record, step));
    const known = markers.length > 0 && markers.every((each) => senders.sent.has(each));
    return known ? [] : [{ oracle: 'O4' as const, what: `${effect.key}: a text about nothing that was sent: ${textOf(effect)}` }];
  });
}

/**
 * A text comes after the state that it came with and before the next one: only a ticket that is resolved is said to be. Where a state was
 * refused, the next text finds the one before it.
 */
function outOfPlace(added: readonly Effect[], { refusals }: Target): Violation[] {
  const refused = new Set(refusals.map(({ lane }) => lane));
  return added.flatMap((effect) => {
    if (refused.has(causeOf(effect))) return [];
    const resolved = effect.after.status === 'resolved';
    return resolved === textOf(effect).startsWith('Over') || effect.after.status === undefined
      ? []
      : [{ oracle: 'O3' as const, what: `${effect.key} is ${effect.after.status} and told: ${textOf(effect)}` }];
  });
}

function superseded({ tables }: Evidence): Violation[] {
  return tables.outcomes.flatMap(({ deliveryId, kind }) => {
    const row = tables.inbox.get(deliveryId);
    return row?.append && kind === 'superseded'
      ? [{ oracle: 'O1' as const, what: `${row.targetKey}: a text was superseded: ${row.want}` }]
      : [];
  });
}

/** Of causes of one record, whose texts can be foretold. What was refused, or had no record to go to, waits for a person. */
function missing(added: readonly Effect[], evidence: Evidence, desk: Target): Violation[] {
  const spoiled = [...spoiledLanes(evidence, desk), ...desk.refusals.map(({ lane }) => lane)];
  const foretold = evidence.stories.filter(({ cause, records }) => records.length === 1 && !spoiled.some((lane) => lane.includes(cause)));
  return foretold.flatMap((story) => {
    const real = added.filter((effect) => causeOf(effect).includes(story.cause)).map(textOf);
    const wanted = expectedTexts(story);
    const same =
      real.length === wanted.length && wanted.every(({ begins, about }, n) => real[n]?.startsWith(begins) && real[n].includes(about));
    const should = wanted.map(({ begins, about }) => `${begins} ${about}`).join('; ');
    return same ? [] : [{ oracle: 'O1' as const, what: `${story.cause} was told [${real.join('; ')}], expected [${should}]` }];
  });
}

/** A text whose record was refused under a policy that goes on without it. */
export function withoutRecord(deliveryId: string, { tables, targets, heads }: Evidence): boolean {
  const row = tables.inbox.get(deliveryId);
  const target = targets.find(({ name }) => name === row?.targetSystem);
  if (!row?.append || !target || heads.get(target.name) !== 'skip') return false;
  return target.refusals.some(({ lane }) => lane === row.targetKey);
}
