import type { HoldStore } from './contract.ts';
import type { Database } from './pool.ts';

export function holdStore(_database: Database): HoldStore {
  return { holds: async () => [], escalations: async () => [], changeHolds: async () => undefined };
}
