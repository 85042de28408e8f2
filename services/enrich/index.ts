export { type ContextDebts, createContextDebts } from './context-debts.ts';
export { EnrichModule, enrichRunnables } from './enrich.module.ts';
export { type ContextKind, createEnrich, type Enrichable, type Found, foundKey, keysOf } from './enrich.ts';
