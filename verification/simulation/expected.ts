import { startOfTime } from './clock.ts';
import { type AlertStep, marker, type Story } from './stories.ts';

/** What must stand at the service desk in the end about a cause of one record, computed in the plainest way. */
export interface ExpectedTicket {
  readonly episode: number;
  readonly status: string;
  /** The step whose text the ticket shows. */
  readonly shows: string;
}

const reopenWithinMs = 30 * 60_000;
const rank = (step: AlertStep): number => (step.severity === 'critical' ? 2 : 1);

/** A cause of one record: each of its episodes, from its steps alone. */
export function expectedTickets({ steps }: Story): ExpectedTicket[] {
  const tickets: { episode: number; status: string; shows: string; lead: number; reopened: boolean }[] = [];
  let resolvedAt: number | null = null;
  for (const step of steps) {
    const last = tickets.at(-1);
    if (step.status === 'resolved') {
      resolvedAt = step.endsAt ?? startOfTime;
      if (last) Object.assign(last, shown(last, step), { status: 'resolved' });
      continue;
    }
    const again = last !== undefined && resolvedAt !== null && step.startsAt - resolvedAt <= reopenWithinMs;
    if (last === undefined || (resolvedAt !== null && !again)) {
      tickets.push({
        episode: tickets.length + 1,
        status: 'new',
        shows: marker(step.record, step.step),
        lead: rank(step),
        reopened: false,
      });
    } else {
      const reopened = last.reopened || again;
      Object.assign(last, shown(last, step), { status: reopened ? 'in_progress' : 'new', reopened });
    }
    resolvedAt = null;
  }
  return tickets.map(({ episode, status, shows }) => ({ episode, status, shows }));
}

/** The worst so far speaks for the ticket, and of equals the newest. */
function shown(ticket: { shows: string; lead: number }, step: AlertStep): { shows: string; lead: number } {
  return rank(step) >= ticket.lead
    ? { shows: marker(step.record, step.step), lead: rank(step) }
    : { shows: ticket.shows, lead: ticket.lead };
}

/** Whether any record of a cause is still firing after its last step. */
export function stillFiring({ steps }: Story): boolean {
  const last = new Map(steps.map((step) => [step.record, step.status]));
  return [...last.values()].includes('firing');
}

/** A text that the ticket of a cause must have been given: how it begins, and the step that brought it about. */
export interface ExpectedText {
  readonly begins: string;
  readonly about: string;
}

/** What the demo flow says about a cause of one record, in order: worse than before, back in time, over. */
export function expectedTexts({ steps }: Story): ExpectedText[] {
  const texts: ExpectedText[] = [];
  let ticket: { resolvedAt: number | null; worst: number } | null = null;
  for (const step of steps) {
    const say = (begins: string): unknown => texts.push({ begins, about: marker(step.record, step.step) });
    if (step.status === 'resolved') {
      if (ticket?.resolvedAt === null) say('Over');
      if (ticket) Object.assign(ticket, { resolvedAt: step.endsAt ?? startOfTime, worst: Math.max(ticket.worst, rank(step)) });
      continue;
    }
    const back: boolean = ticket !== null && ticket.resolvedAt !== null && step.startsAt - ticket.resolvedAt <= reopenWithinMs;
    if (ticket === null || (ticket.resolvedAt !== null && !back)) {
      ticket = { resolvedAt: null, worst: rank(step) };
      continue;
    }
    if (back) say('Back');
    if (rank(step) > ticket.worst) say('Worse');
    ticket = { resolvedAt: null, worst: Math.max(ticket.worst, rank(step)) };
  }
  return texts;
}
