import { topics } from '#libs/line';
import { type Codec, hopsOf } from '#libs/log';
import type { Review } from '#libs/model';
import { payloadOf } from '#libs/review';
import type { Message, Sink } from '#libs/stage';
import type { ParkRow, ReviewStore } from '#libs/state';

/** What any stage parked becomes an item of the review queue, with its bytes and, where they can be read, what they say. */
export function createReviewIntake(store: Pick<ReviewStore, 'park'>, codec: Pick<Codec, 'prepare' | 'decode'> | null = null): Sink<Review> {
  return {
    name: 'review-intake',
    topics: [topics.review],
    wire: 'avro',
    async save(batch) {
      const readable = codec !== null && (await prepared(codec, batch));
      await store.park(batch.map((message) => rowOf(message, readable ? codec : null)));
    },
  };
}

/** A schema that can't be had keeps nothing from being parked: the bytes are kept. */
async function prepared(codec: Pick<Codec, 'prepare'>, batch: readonly Message<Review>[]): Promise<boolean> {
  try {
    await codec.prepare(batch.map(({ value }) => value.value));
    return true;
  } catch {
    return false;
  }
}

/** Its own hop is the last of the trail; what counts are those of the parked message. */
function rowOf({ value: { value, ...row }, trail }: Message<Review>, codec: Pick<Codec, 'decode'> | null): ParkRow {
  return { ...row, payload: payloadOf(row.sourceTopic, value, hopsOf(trail).slice(0, -1), codec) };
}
