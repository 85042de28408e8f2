import { auditStore } from './audit-store.ts';
import { backfillStore } from './backfill-store.ts';
import { contextStore } from './context-store.ts';
import type { Store } from './contract.ts';
import { debtStore } from './debt-store.ts';
import { deliveryStore } from './delivery-store.ts';
import { holdStore } from './hold-store.ts';
import { journeyStore } from './journey-store.ts';
import { laneStore } from './lane-store.ts';
import { outcomeStore } from './outcome-store.ts';
import { openDatabase, type StoreOptions } from './pool.ts';
import { reviewRunStore } from './review-run-store.ts';
import { reviewStore } from './review-store.ts';
import { reviewWorkStore } from './review-work-store.ts';
import { spoolStore } from './spool-store.ts';
import { trackerStore } from './tracker-store.ts';

const PING = { name: 'store.ping', text: 'select 1' };

/**
 * The Store on Postgres. Connects on first use. Every method throws `FailureError` and nothing else: transient (run it again),
 * down (wait for Postgres), auth, invalid, or bug. A method whose commit was lost on the way may be called again with the same input.
 */
export function createStore(options: StoreOptions): Store {
  const database = openDatabase(options);
  return {
    ...deliveryStore(database),
    ...laneStore(database),
    ...holdStore(database),
    ...outcomeStore(database),
    ...trackerStore(database),
    ...contextStore(database),
    ...journeyStore(database),
    ...reviewStore(database),
    ...reviewWorkStore(database),
    ...reviewRunStore(database),
    ...auditStore(database),
    ...spoolStore(database),
    ...backfillStore(database),
    ...debtStore(database),
    migrate: database.migrate,
    ping: async () => {
      await database.statement(PING, []);
    },
    close: database.close,
  };
}
