export type { Entry } from './entry.ts';
export type { SimulatorOptions } from './options.ts';
export type { LedgerLine } from './server.ts';
export { startLedger } from './server.ts';
