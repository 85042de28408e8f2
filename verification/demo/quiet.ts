import { createLog } from '#libs/log';
import { pause } from '#libs/stage';
import type { LineUp } from './line-up.ts';

/** What is still on its way: records of every topic of the line that its readers have not committed, and deliveries that wait. */
export interface OnItsWay {
  readonly records: number;
  readonly deliveries: number;
}

const readers: readonly (readonly [group: string, topics: readonly string[]])[] = [
  ['junctor-ingest-cmdb', ['cmdb.cis']],
  ['junctor-ingest-itsm-audit', ['itsm.audit.incidents']],
  ['junctor-transform', ['junctor.raw.v1']],
  ['junctor-enrich', ['junctor.canonical.event.v1', 'junctor.canonical.incident.v1', 'junctor.canonical.ci.v1']],
  ['junctor-route', ['junctor.enriched.event.v1', 'junctor.enriched.incident.v1', 'junctor.enriched.ci.v1']],
  ['junctor-deliver', ['junctor.delivery.v1']],
  ['junctor-review-intake', ['junctor.review.v1']],
  [
    'junctor-state-tracker',
    ['junctor.outcome.v1', 'junctor.canonical.event.v1', 'junctor.canonical.incident.v1', 'junctor.canonical.ci.v1'],
  ],
];

async function onItsWay(line: LineUp): Promise<OnItsWay> {
  const log = createLog('platformatic', { brokers: line.stack.kafkaBrokers, clientId: 'quiet' });
  const admin = await log.admin();
  try {
    let records = 0;
    for (const [group, topics] of readers) {
      for (const topic of topics) {
        const committed = new Map((await admin.committed(group, topic)).map((each) => [each.partition, each.offset]));
        for (const { partition, start, end } of await admin.offsets(topic)) records += Number(end - (committed.get(partition) ?? start));
      }
    }
    const waiting = await line.store.waiting();
    return { records, deliveries: waiting.reduce((sum, each) => sum + each.deliveries, 0) };
  } finally {
    await admin.close();
  }
}

/** Waits until nothing is on its way, twice in a row; returns what is left after `withinMs`. */
export async function untilQuiet(line: LineUp, withinMs: number, say: (text: string) => void): Promise<OnItsWay> {
  const deadline = Date.now() + withinMs;
  let quiet = 0;
  for (let round = 0; ; round++) {
    const left = await onItsWay(line);
    quiet = left.records + left.deliveries === 0 ? quiet + 1 : 0;
    if (quiet >= 2 || Date.now() > deadline) return left;
    if (round % 5 === 0) say(`on its way: ${left.records} records, ${left.deliveries} deliveries`);
    await pause(quiet > 0 ? 300 : 1_000);
  }
}
