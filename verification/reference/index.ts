export { expectedIncidents, expectedTickets } from './reference.ts';
