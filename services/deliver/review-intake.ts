import { topics } from '#libs/line';
import type { Review } from '#libs/model';
import type { Sink } from '#libs/stage';
import type { ReviewStore } from '#libs/state';

/** What any stage parked becomes an item of the review queue. */
export function createReviewIntake(store: ReviewStore): Sink<Review> {
  return {
    name: 'review-intake',
    topics: [topics.review],
    wire: 'avro',
    save: (batch) => store.park(batch.map(({ value: { value: _bytes, ...row } }) => row)),
  };
}
