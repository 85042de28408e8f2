export { type ArchiveVerdict, type ExpectedIncident, incidentFields, judgeFiles, judgeHistory, type WebhookLine } from './archive.ts';
export { readLines } from './journal.ts';
export { judgeParked, type NamedItem, type ParkedItem, type ParkedVerdict } from './parked.ts';
export { judgeTexts, type TextVerdict } from './texts.ts';
export { causeOf, type ExpectedTicket, judgeTickets, type LedgerLine, type Ticket, type TicketVerdict, ticketsOf } from './tickets.ts';
