import { CreateAppends1774137600030 } from './create-appends.ts';
import { CreateContextDebt1774137600011 } from './create-context-debt.ts';
import { CreateDelivery1774137600000 } from './create-delivery.ts';
import { CreateHolds1774137600002 } from './create-holds.ts';
import { CreateReview1774137600020 } from './create-review.ts';
import { CreateSpool1774137600010 } from './create-spool.ts';
import { CreateTracking1774137600001 } from './create-tracking.ts';
import { MarkAnnounced1774137600040 } from './mark-announced.ts';

/** Oldest first. A migration that has been released is never edited. */
export const migrations = [
  CreateDelivery1774137600000,
  CreateTracking1774137600001,
  CreateHolds1774137600002,
  CreateSpool1774137600010,
  CreateContextDebt1774137600011,
  CreateReview1774137600020,
  CreateAppends1774137600030,
  MarkAnnounced1774137600040,
];
