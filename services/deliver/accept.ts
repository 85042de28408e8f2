import { foldFor } from '#libs/flow';
import { topics } from '#libs/line';
import { writeTrail } from '#libs/log';
import type { Contribution } from '#libs/model';
import type { Message, Sink } from '#libs/stage';
import type { AcceptItem, DeliveryStore, Fold, Folded } from '#libs/state';

/** What a lane holds for its destination: the state wanted there, and of which canonical model it is. */
export interface Wanted {
  readonly model: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Contributions enter the inbox, are folded into their cases and appended to their lanes: one transaction a batch. */
export function createAccept(store: DeliveryStore, onWork: () => void): Sink<Contribution> {
  return {
    name: 'deliver',
    topics: [topics.delivery],
    wire: 'avro',
    async save(batch) {
      await store.accept(batch.map(itemOf), fold);
      onWork();
    },
  };
}

function itemOf(message: Message<Contribution>): AcceptItem {
  const { id, messageId, flow, pattern, targetSystem, targetKey, system, record, version, digest, occurredAt } = message.value;
  return {
    id,
    messageId,
    flow,
    pattern,
    targetSystem,
    targetKey,
    system,
    record,
    version,
    digest,
    occurredAt,
    contribution: message.value,
    traceparent: message.traceparent,
    trail: writeTrail(message.trail),
  };
}

/** The pattern's pure fold; its desired state is kept together with the model that the destination's object is chosen by. */
const fold: Fold = (state, item): Folded => {
  const contribution = item.contribution as Contribution;
  const folded = foldFor(contribution.pattern)(state, contribution);
  if (folded.result.kind !== 'deliver') return folded;
  const want: Wanted = { model: contribution.targetModel, fields: folded.result.want as Wanted['fields'] };
  return { state: folded.state, result: { ...folded.result, want } };
};
