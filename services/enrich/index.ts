export { type ContextDebts, createContextDebts } from './context-debts.ts';
export { contextMakeGood, EnrichModule, enrichStage } from './enrich.module.ts';
export { type ContextKind, createEnrich, type Enrichable, type Found, foundKey, keysOf } from './enrich.ts';
