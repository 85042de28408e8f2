export { type AuditCheck, type AuditFinding, type AuditHead, auditHash, createAuditCheck, noPrevious } from './audit-chain.ts';
export type * from './contract.ts';
export { isNewerDebt } from './newer-debt.ts';
export type { StoreOptions } from './pool.ts';
export { createStore } from './store.ts';
