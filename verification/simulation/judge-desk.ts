import type { Evidence, Violation } from './evidence.ts';
import { expectedTickets, stillFiring } from './expected.ts';
import type { Effect } from './journal.ts';
import { spoiledLanes } from './judge-heads.ts';
import { marker, markersIn, type Story } from './stories.ts';

interface Ticket {
  readonly id: string;
  readonly key: string;
  readonly effects: readonly Effect[];
  readonly last: Effect;
}

const textOf = ({ after }: Effect): string => String(after.description ?? '');

/** Every ticket with what was done to it, in order of creation. */
function ticketsOf(effects: readonly Effect[]): Ticket[] {
  const byId = Map.groupBy(effects, ({ id }) => id ?? '');
  return [...byId].flatMap(([id, done]) => {
    const last = done.at(-1);
    return last ? [{ id, key: done[0]?.key ?? '', effects: done, last }] : [];
  });
}

/** The service desk's tickets against what was sent and accepted. */
export function judgeDesk(evidence: Evidence): Violation[] {
  const { stories, senders, targets } = evidence;
  const desk = targets.find(({ name }) => name === 'servicenow');
  const journal = desk?.journal ?? [];
  const spoiled = desk ? [...spoiledLanes(evidence, desk)] : [];
  const tickets = ticketsOf(journal.flatMap((line) => ('early' in line || line.op === 'note' ? [] : [line])));
  const found: Violation[] = [];
  for (const [key, same] of Map.groupBy(tickets, (ticket) => ticket.key))
    if (same.length > 1) found.push({ oracle: 'O2', what: `${same.length} tickets for ${key}: ${same.map(({ id }) => id).join(', ')}` });
  for (const ticket of tickets) found.push(...inOrder(ticket), ...caused(ticket, senders.sent));
  for (const story of stories.filter(({ cause }) => !spoiled.some((lane) => lane.includes(cause))))
    found.push(
      ...asExpected(
        story,
        tickets.filter(({ key }) => key.includes(story.cause)),
      ),
    );
  return found;
}

/** No ticket ever shows an earlier step of a record after a later one. */
function inOrder({ key, effects }: Ticket): Violation[] {
  const highest = new Map<string, number>();
  return effects.flatMap((effect) =>
    markersIn(textOf(effect)).flatMap(({ record, step }): Violation[] => {
      const before = highest.get(record) ?? 0;
      highest.set(record, Math.max(before, step));
      return step < before ? [{ oracle: 'O3', what: `${key}: ${marker(record, step)} after ${marker(record, before)}` }] : [];
    }),
  );
}

function caused({ key, effects }: Ticket, sent: ReadonlySet<string>): Violation[] {
  return effects.flatMap((effect) => {
    const markers = markersIn(textOf(effect)).map(({ record, step }) => marker(record, step));
    const known = markers.length > 0 && markers.every((each) => sent.has(each));
    return known ? [] : [{ oracle: 'O4' as const, what: `${key}: an effect of nothing that was sent: ${markers.join(', ') || 'no mark'}` }];
  });
}

function asExpected(story: Story, tickets: readonly Ticket[]): Violation[] {
  const inTurn = tickets.toSorted((a, b) => episodeOf(a) - episodeOf(b));
  const states = inTurn.map(({ last }) => String(last.after.status));
  if (story.records.length > 1) {
    const wanted = states.map((_, index) => (index === states.length - 1 && stillFiring(story) ? 'open' : 'resolved'));
    const real = states.map((state) => (state === 'resolved' ? 'resolved' : 'open'));
    if (states.length > 0 && real.join() === wanted.join()) return [];
    return [{ oracle: 'O1', what: `${story.cause}: tickets are ${real.join(', ') || 'missing'}; expected ${wanted.join(', ') || 'one'}` }];
  }
  const wanted = expectedTickets(story);
  const real = inTurn.map(
    (ticket) =>
      `${episodeOf(ticket)} ${ticket.last.after.status} ${markersIn(textOf(ticket.last))
        .map(({ record, step }) => marker(record, step))
        .join()}`,
  );
  const should = wanted.map(({ episode, status, shows }) => `${episode} ${status} ${shows}`);
  return real.join('; ') === should.join('; ')
    ? []
    : [{ oracle: 'O1', what: `${story.cause}: [${real.join('; ')}], expected [${should.join('; ')}]` }];
}

const episodeOf = ({ key }: Ticket): number => Number(/#(\d+)$/.exec(key)?.[1] ?? 1);
