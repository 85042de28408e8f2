/** What the ServiceNow simulator's journal says, held against the reference. Matched by the labels inside a ticket, never by an id of ours. */

/** A line of the journal, as far as the oracles read it. */
export interface LedgerLine {
  readonly at: number;
  readonly op: 'create' | 'update' | 'rejected';
  readonly table: string;
  readonly sys_id: string | null;
  readonly number: string | null;
  readonly after: Readonly<Record<string, string>>;
  readonly display: Readonly<Record<string, string>>;
  readonly withheld: boolean;
  readonly traceparent: string | null;
}

export interface ExpectedTicket {
  readonly alertname: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly state: string;
  readonly impact: string;
  readonly urgency: string;
  readonly priority: number;
  readonly group: string;
  readonly ci: string | null;
}

export interface Ticket extends ExpectedTicket {
  readonly number: string;
  readonly traceparent: string | null;
}

const levels: Readonly<Record<string, string>> = { 1: 'high', 2: 'medium', 3: 'low' };
const states: Readonly<Record<string, string>> = { 1: 'open', 2: 'open', 3: 'open', 6: 'resolved', 7: 'resolved', 8: 'cancelled' };

/** Every incident of the journal in its final state. */
export function ticketsOf(lines: readonly LedgerLine[]): Ticket[] {
  const fields = new Map<
    string,
    { number: string; traceparent: string | null; stored: Record<string, string>; shown: Record<string, string> }
  >();
  for (const line of lines) {
    if (line.table !== 'incident' || line.op === 'rejected' || line.sys_id === null) continue;
    const known = fields.get(line.sys_id) ?? { number: line.number ?? '', traceparent: line.traceparent, stored: {}, shown: {} };
    Object.assign(known.stored, line.after);
    Object.assign(known.shown, line.display);
    fields.set(line.sys_id, known);
  }
  return [...fields.values()].map(({ number, traceparent, stored, shown }) => ({
    number,
    traceparent,
    alertname: label(stored.description, 'alertname'),
    cluster: label(stored.description, 'cluster'),
    namespace: label(stored.description, 'namespace'),
    state: states[stored.state ?? ''] ?? `state ${stored.state}`,
    impact: levels[stored.impact ?? ''] ?? '',
    urgency: levels[stored.urgency ?? ''] ?? '',
    priority: Number(stored.priority),
    group: shown.assignment_group ?? '',
    ci: shown.cmdb_ci ?? null,
  }));
}

const label = (text: string | undefined, name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(text ?? '')?.[1] ?? '';
export const causeOf = (ticket: Pick<ExpectedTicket, 'alertname' | 'cluster' | 'namespace'>): string =>
  `${ticket.alertname} ${ticket.cluster} ${ticket.namespace}`;

export interface TicketVerdict {
  /** Causes with more than one ticket. */
  readonly doubled: readonly string[];
  /** Expected and not there. */
  readonly missing: readonly string[];
  /** There, though nothing accepted asks for it. */
  readonly uncaused: readonly string[];
  /** There, in another state than expected: cause, field, expected, found. */
  readonly different: readonly string[];
}

const compared = ['state', 'impact', 'urgency', 'priority', 'group', 'ci'] as const;

export function judgeTickets(found: readonly Ticket[], expected: readonly ExpectedTicket[]): TicketVerdict {
  const byCause = Map.groupBy(found, causeOf);
  const wanted = new Map(expected.map((ticket) => [causeOf(ticket), ticket]));
  const different: string[] = [];
  for (const [cause, ticket] of wanted) {
    const real = byCause.get(cause)?.[0];
    if (!real) continue;
    for (const field of compared)
      if (real[field] !== ticket[field]) different.push(`${cause}: ${field} ${real[field]}, expected ${ticket[field]} (${real.number})`);
  }
  return {
    doubled: [...byCause]
      .filter(([, tickets]) => tickets.length > 1)
      .map(([cause, tickets]) => `${cause}: ${tickets.map(({ number }) => number).join(', ')}`),
    missing: [...wanted.keys()].filter((cause) => !byCause.has(cause)),
    uncaused: [...byCause.keys()].filter((cause) => !wanted.has(cause)),
    different,
  };
}
