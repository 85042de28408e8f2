import type { EntryKind } from '#libs/connector-kit';
import { foldFor } from '#libs/flow';
import { deriveId, topics } from '#libs/line';
import type { Contribution } from '#libs/model';
import type { Message, Sink } from '#libs/stage';
import type { AcceptItem, DeliveryStore, Fold, Folded } from '#libs/state';

/** What a lane holds for its destination: the state wanted there, and of which canonical model it is. */
export interface Wanted {
  readonly model: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a lane holds for its destination besides states: a text to add to the record, and who reads it there. */
export interface Addition {
  readonly model: string;
  readonly append: { readonly audience: EntryKind; readonly text: string };
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
    trail: message.trail,
  };
}

/**
 * The pattern's pure fold; what it wants is kept together with the model that the destination's object is chosen by. A text is a delivery
 * of its own, whose id follows from the contribution's and from what it is about.
 */
const fold: Fold = (before, item): Folded => {
  const { pattern, targetModel: model } = item.contribution as Contribution;
  const { state, result, appends } = foldFor(pattern)(before, item.contribution as Contribution);
  const texts = appends?.map(({ name, episode, audience, text }) => {
    const want: Addition = { model, append: { audience, text } };
    return { id: deriveId(item.id, 'append', name), episode, want };
  });
  const folded = { state, ...(texts && { appends: texts }) };
  if (result.kind !== 'deliver') return { ...folded, result };
  const want: Wanted = { model, fields: result.want as Wanted['fields'] };
  return { ...folded, result: { ...result, want } };
};
