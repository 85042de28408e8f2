import type { Store } from '#libs/state';
import { acceptMethod } from './store/accept.ts';
import { createHolds } from './store/holds.ts';
import { createDebts, createSpool, type Waiting } from './store/intake.ts';
import { laneMethods } from './store/lanes.ts';
import { outcomeMethods } from './store/outcomes.ts';
import { createReview, type Review } from './store/review.ts';
import { createTables, type Tables } from './store/tables.ts';
import { trackerMethods } from './store/tracker.ts';

/**
 * The Store in the memory of one process. Every method runs whole, so it is serialisable; `now` is the database's clock, epoch
 * milliseconds. It keeps to the statements of libs/state/sql; what READ COMMITTED allows is tested there, on Postgres.
 */
export function createMemoryStore(now: () => number): {
  readonly store: Store;
  readonly tables: Tables;
  readonly waiting: Waiting;
  readonly review: Review;
} {
  const tables = createTables();
  const holds = createHolds(now);
  const [spool, debts] = [createSpool(now), createDebts(now)];
  const review = createReview(tables, now);
  const waiting: Waiting = {
    spooled: spool.spooled,
    owed: debts.owed,
    get reached() {
      return { ...spool.reached, ...debts.reached };
    },
  };
  const methods = {
    ...acceptMethod(tables, now),
    ...laneMethods(tables, holds, now),
    ...holds.methods,
    ...outcomeMethods(tables, now),
    ...trackerMethods(tables, now),
    ...spool.methods,
    ...debts.methods,
    ...review.methods,
    migrate: async () => undefined,
    ping: async () => undefined,
    close: async () => undefined,
  };
  // What only people ask (journeys, attempts) is not here: a stage that called it would fail at once.
  return { store: methods as unknown as Store, tables, waiting, review };
}
