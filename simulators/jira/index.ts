export type { Counters } from './instance.ts';
export type { Issue, JiraLine } from './issue.ts';
export type { SimulatorOptions } from './options.ts';
export type { JiraSimulator } from './server.ts';
export { startJira } from './server.ts';
