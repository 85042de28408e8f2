export type { CardLine, TeamsOptions } from './server.ts';
export { startTeams } from './server.ts';
