export type { Counters } from './instance.ts';
export type { LedgerLine } from './ledger.ts';
export type { SimulatorOptions } from './options.ts';
export { priorityOf } from './rules.ts';
export type { ServiceNowSimulator } from './server.ts';
export { startServiceNow } from './server.ts';
