import { registry as connectors } from '#connectors';
import type { SourceEvent } from '#libs/connector-kit';
import { type CompiledWorkspace, foldFor } from '#libs/flow';
import { modelOf, topics } from '#libs/line';
import { noTrail } from '#libs/log';
import { type CanonicalModel, type Contribution, decode, encode, type Models, models, type Raw } from '#libs/model';
import type { Decision, Message, ReviewCause } from '#libs/stage';
import { type ContextKind, createEnrich, type Enrichable, type Found, foundKey, keysOf } from '#services/enrich';
import { captured } from '#services/ingest';
import { createRoute } from '#services/route';
import { createTransform } from '#services/transform';

/** What comes in at a source system, as it was recorded. */
export interface RecordedInput {
  readonly system: string;
  readonly channel: 'webhook' | 'topic';
  /** Of the record on the source's topic. */
  readonly key: string | null;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** When it came in, epoch milliseconds. */
  readonly at: number;
}

/** What is known beforehand: kind -> key -> the projection. */
export type KnownContext = Readonly<Partial<Record<ContextKind, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>>;

export interface RehearsedDelivery {
  readonly flow: string;
  readonly record: string;
  readonly targetSystem: string;
  readonly targetKey: string;
  readonly episode: number;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Why: the condition and the rules, in order. */
  readonly explanation: readonly { readonly rule: string; readonly why: string }[];
}

/** A text that would be added to the record of a delivery. */
export interface RehearsedText {
  readonly flow: string;
  readonly record: string;
  readonly targetKey: string;
  readonly episode: number;
  readonly audience: 'note' | 'comment';
  readonly text: string;
}

export interface Rehearsed {
  readonly deliveries: readonly RehearsedDelivery[];
  readonly texts: readonly RehearsedText[];
  readonly parked: readonly (ReviewCause & { readonly stage: string; readonly record: string })[];
  readonly dropped: readonly { readonly record: string; readonly reason: string }[];
  /** Contributions that change nothing at the target. */
  readonly unchanged: readonly { readonly flow: string; readonly record: string; readonly kind: string; readonly reason: string }[];
}

interface Gathered extends Rehearsed {
  readonly deliveries: RehearsedDelivery[];
  readonly texts: RehearsedText[];
  readonly parked: (ReviewCause & { readonly stage: string; readonly record: string })[];
  readonly dropped: { readonly record: string; readonly reason: string }[];
  readonly unchanged: { readonly flow: string; readonly record: string; readonly kind: string; readonly reason: string }[];
}

/**
 * The line without its servers: the same steps and folds, one input after another, nothing sent anywhere. What the topics would carry is
 * encoded and decoded in between, so that a value which does not fit its model fails here, too.
 */
export function createRehearsal(workspace: CompiledWorkspace, known: KnownContext): { feed(input: RecordedInput): Rehearsed } {
  const transform = createTransform(() => workspace);
  const enrich = createEnrich();
  const route = createRoute(() => workspace);
  const cases = new Map<string, unknown>();
  let offset = 0n;

  const message = <T>(topic: string, id: string, key: string, value: T, at: number): Message<T> => ({
    ...{ topic, id, key, value, timestamp: at, partition: 0, offset: offset++ },
    ...{ headers: {}, revision: workspace.revision, traceparent: null, trail: noTrail },
  });

  /** The one output of a step that goes on; what it ends with is gathered. */
  function onward<T>(
    stage: string,
    record: string,
    decision: Decision,
    into: Gathered,
  ): { key: string; id: string; topic: string; value: T }[] {
    if (decision.kind === 'drop') into.dropped.push({ record, reason: decision.reason });
    if (decision.kind === 'review') into.parked.push({ ...decision, stage, record });
    if (decision.kind !== 'emit') return [];
    into.parked.push(...(decision.reviews ?? []).map((cause) => ({ ...cause, stage, record })));
    return decision.outputs.map((output) => ({ ...output, value: output.value as T }));
  }

  function fold(contribution: Contribution, into: Gathered): void {
    const { flow, pattern, record, targetSystem, targetKey, explanation } = contribution;
    const key = `${pattern}\n${targetSystem}\n${targetKey}`;
    const { state, result, appends = [] } = foldFor(pattern)(cases.get(key) ?? null, contribution);
    cases.set(key, state);
    into.texts.push(...appends.map(({ episode, audience, text }) => ({ flow, record, targetKey, episode, audience, text })));
    if (result.kind !== 'deliver') return void into.unchanged.push({ flow, record, kind: result.kind, reason: result.reason });
    const fields = result.want as Readonly<Record<string, unknown>>;
    into.deliveries.push({ flow, record, targetSystem, targetKey, episode: result.episode, fields, explanation });
  }

  function walk(raw: Message<Raw>, into: Gathered): void {
    const record = raw.value.record ?? raw.key;
    for (const canonical of onward<Enrichable>('transform', record, transform(raw), into)) {
      const model = modelOf(canonical.topic, models) as CanonicalModel;
      const value = throughAvro(model, canonical.value);
      const at = message(canonical.topic, canonical.id, canonical.key, value as Enrichable, raw.timestamp);
      for (const enriched of onward<Enrichable>('enrich', record, enrich(at, lookUp(known, at.value)), into)) {
        const routable = message(
          enriched.topic,
          enriched.id,
          enriched.key,
          throughAvro(model, enriched.value) as Enrichable,
          raw.timestamp,
        );
        for (const { topic, value: contribution } of onward<Contribution>('route', record, route(routable), into))
          if (topic === topics.delivery) fold(contribution, into);
      }
    }
  }

  return {
    feed(input) {
      const into: Gathered = { deliveries: [], texts: [], parked: [], dropped: [], unchanged: [] };
      for (const event of sourceEvents(workspace, input, offset)) {
        const { system, at, channel } = input;
        const output = captured(event, { system, channel, receivedAt: at, revision: workspace.revision });
        walk(message(output.topic, output.id, output.key, output.value as Raw, at), into);
      }
      return into;
    },
  };
}

/** Throws when the system is not in the workspace or its connector does not take input this way. */
function sourceEvents(
  workspace: CompiledWorkspace,
  { system, channel, key, headers, body }: RecordedInput,
  offset: bigint,
): readonly SourceEvent[] {
  const spec = workspace.systems.get(system);
  if (!spec) throw new Error(`no system "${system}" in the workspace`);
  const connector = connectors.get(spec.connector);
  const settings = connector.settings.parse(spec.settings);
  if (channel === 'webhook') {
    if (!connector.webhook) throw new Error(`connector ${spec.connector} takes no webhooks`);
    return connector.webhook.parse(headers, body, settings);
  }
  if (!connector.topic) throw new Error(`connector ${spec.connector} reads no topic`);
  const place = { topic: spec.topic?.name ?? '', topicPartition: '0', topicOffset: String(offset) };
  return connector.topic.parse(key, body, headers, settings).map((event) => ({ ...event, attributes: { ...event.attributes, ...place } }));
}

function lookUp(known: KnownContext, record: Enrichable): Found {
  return new Map(
    keysOf(record).flatMap((wanted) => {
      const data = known[wanted.kind]?.[wanted.key];
      return data === undefined ? [] : [[foundKey(wanted), { ...wanted, data, ageMs: 0 }] as const];
    }),
  );
}

/** As the topics carry it. Throws CodecError when it does not fit its model. */
function throughAvro(model: CanonicalModel, value: unknown): unknown {
  return decode(model, encode(model, value as Models[typeof model]));
}
