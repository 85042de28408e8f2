import type { Admin } from '#libs/log';
import type { Store } from '#libs/state';
import { benchTopics } from './workspace.ts';

const readers: readonly (readonly [group: string, topics: readonly string[]])[] = [
  ['junctor-ingest-cmdb', [benchTopics.cmdb]],
  ['junctor-ingest-alerts', [benchTopics.alerts]],
  ['junctor-transform', ['junctor.raw.v1']],
  ['junctor-enrich', ['junctor.canonical.event.v1', 'junctor.canonical.ci.v1']],
  ['junctor-route', ['junctor.enriched.event.v1', 'junctor.enriched.ci.v1']],
  ['junctor-deliver', ['junctor.delivery.v1']],
  ['junctor-review-intake', ['junctor.review.v1']],
  ['junctor-state-tracker', ['junctor.outcome.v1', 'junctor.canonical.event.v1', 'junctor.canonical.ci.v1']],
];

/** What every reader of the line has not committed yet, by group, and deliveries that wait in the store. */
export type Lags = Readonly<Record<string, number>>;

export async function readLags(admin: Admin, store: Store): Promise<Lags> {
  const lags: Record<string, number> = {};
  for (const [group, topics] of readers) {
    let lag = 0;
    for (const topic of topics) {
      const [bounds, commits] = await Promise.all([admin.offsets(topic), admin.committed(group, topic)]);
      const committed = new Map(commits.map((each) => [each.partition, each.offset]));
      for (const { partition, start, end } of bounds) lag += Number(end - (committed.get(partition) ?? start));
    }
    lags[group] = lag;
  }
  const waiting = await store.waiting();
  lags.deliveries = waiting.reduce((sum, each) => sum + each.deliveries, 0);
  return lags;
}

export const totalOf = (lags: Lags): number => Object.values(lags).reduce((sum, lag) => sum + lag, 0);
