import { causeOf, type ExpectedTicket, type LedgerLine, type Ticket } from './tickets.ts';

/** The table in which ServiceNow keeps the entries of work notes and comments. */
const entries = 'sys_journal_field';
/** Of a delivery, inside the text that it added. */
const mark = /\[jr:[0-9a-f]{8}\]/;
/** How the demo flow begins what it says of a ticket that is resolved, and of one that is open again. */
const saysOver = 'Over';
const saysBack = 'Back';

export interface TextVerdict {
  /** The same delivery's text twice in one ticket. */
  readonly doubled: readonly string[];
  /** Tickets that end in a state of which nothing was said, or the opposite. */
  readonly missing: readonly string[];
}

/** Work notes of the journal against the final states of the tickets: each once, and the last word is that of the state. */
export function judgeTexts(lines: readonly LedgerLine[], tickets: readonly Ticket[], expected: readonly ExpectedTicket[]): TextVerdict {
  const added = lines.flatMap(({ table, op, after }) =>
    table === entries && op === 'create' ? [{ record: after.element_id ?? '', text: after.value ?? '' }] : [],
  );
  const byMark = Map.groupBy(added, ({ record, text }) => `${record} ${mark.exec(text)?.[0] ?? text}`);
  const said = Map.groupBy(added, ({ record }) => record);
  const idOf = new Map(lines.flatMap(({ table, number, sys_id }) => (table === 'incident' && number && sys_id ? [[number, sys_id]] : [])));
  const wanted = new Map(expected.map((ticket) => [causeOf(ticket), ticket.state]));
  const missing = tickets.flatMap((ticket) => {
    const state = wanted.get(causeOf(ticket));
    if (state === undefined) return [];
    const texts = (said.get(idOf.get(ticket.number) ?? '') ?? []).map(({ text }) => text);
    const last = texts.findLast((text) => text.startsWith(saysOver) || text.startsWith(saysBack));
    const fits = last?.startsWith(saysOver) === true ? state === 'resolved' : state !== 'resolved';
    return fits ? [] : [`${ticket.number} is ${state}, and was told last: ${last ?? 'nothing'}`];
  });
  return { doubled: [...byMark].flatMap(([key, same]) => (same.length > 1 ? [`${key}: ${same.length} times`] : [])), missing };
}
