export type * from './contract.ts';
export type { StoreOptions } from './pool.ts';
export { createStore } from './store.ts';
