import { hopsOf } from '#libs/log';
import type { Outcome, Review } from '#libs/model';
import type { Endings, Message, Output, ReviewCause } from '#libs/stage';
import { parseTraceparent } from '#libs/telemetry';
import { deriveId, digestOf } from './ids.ts';
import { topics } from './topics.ts';

/** The envelope facts an outcome needs; raw and canonical values carry them in different places. */
interface Subject {
  readonly messageId: string;
  readonly system: string;
  readonly record: string;
  readonly version: number;
  readonly occurredAt: number;
}

/** Longest message that is kept with its review item, bytes; a longer one is found by its coordinates, as the item must fit a record itself. */
const longestKept = 700_000;

/** Outcomes and review items as the kernel's ends of the line. */
export const endings: Endings = {
  dropped: (stage, message, reason) => [outcome(stage, message, { kind: 'filtered', reason })],
  parked(stage, message, record, cause) {
    const subject = subjectOf(message);
    const id = deriveId(message.id, stage, 'review', cause.flow ?? '');
    const review: Review = {
      id,
      messageId: subject.messageId,
      stage,
      system: subject.system,
      record: subject.record,
      flow: cause.flow ?? null,
      fingerprint: digestOf([stage, cause.code, cause.evidence.field ?? '', cause.flow ?? '', subject.system]),
      reason: cause.evidence.message,
      code: cause.code,
      field: cause.evidence.field ?? null,
      expected: cause.evidence.expected ?? null,
      excerpt: cause.evidence.excerpt ?? null,
      hint: cause.evidence.hint ?? null,
      sourceTopic: record.topic,
      sourcePartition: record.partition,
      sourceOffset: Number(record.offset),
      parkedAt: record.timestamp,
      value: record.value && record.value.length <= longestKept ? record.value : null,
    };
    return [
      { topic: topics.review, key: id, id, value: review },
      outcome(stage, message, { kind: 'parked', reason: cause.evidence.message, cause }),
    ];
  },
};

interface Ending {
  readonly kind: Outcome['kind'];
  readonly reason: string | null;
  readonly cause?: ReviewCause;
  readonly deliveryIds?: readonly string[];
}

/** The outcome of a message that did not get as far as delivery, or, from route, what it led to. */
export function outcome(stage: string, message: Message<unknown>, ending: Ending): Output {
  const subject = subjectOf(message);
  const flow = ending.cause?.flow ?? null;
  const id = deriveId(message.id, stage, 'outcome', flow ?? '');
  const value: Outcome = {
    id,
    messageId: subject.messageId,
    kind: ending.kind,
    stage,
    reason: ending.reason,
    flow,
    system: subject.system,
    record: subject.record,
    version: subject.version,
    targetSystem: null,
    targetKey: null,
    deliveryIds: [...(ending.deliveryIds ?? [])],
    remoteId: null,
    remoteNumber: null,
    remoteUrl: null,
    attempts: 0,
    possibleDuplicate: false,
    occurredAt: subject.occurredAt,
    finishedAt: message.timestamp,
    traceId: parseTraceparent(message.traceparent)?.traceId ?? null,
    trail: hopsOf(message.trail),
  };
  return { topic: topics.outcome, key: subject.messageId, id, value };
}

function subjectOf(message: Message<unknown>): Subject {
  const value = (message.value ?? {}) as {
    meta?: Partial<Subject> & { id?: string };
    system?: unknown;
    record?: unknown;
    version?: unknown;
  };
  const source = value.meta ?? value;
  const [system = '', ...record] = message.key.split('/');
  return {
    messageId: value.meta?.id ?? message.id,
    system: typeof source.system === 'string' ? source.system : system,
    record: typeof source.record === 'string' ? source.record : record.join('/'),
    version: typeof source.version === 'number' ? source.version : Number(message.offset),
    occurredAt: value.meta?.occurredAt ?? message.timestamp,
  };
}
