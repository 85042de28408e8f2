import { modelOf, topics } from '#libs/line';
import { writeTrail } from '#libs/log';
import { type CanonicalModel, type Ci, type Models, models, type Outcome } from '#libs/model';
import type { Message, Sink } from '#libs/stage';
import type { MessageRow, OutcomeRow, ProjectionRow, TrackerStore } from '#libs/state';
import { parseTraceparent } from '#libs/telemetry';

type Canonical = Models[CanonicalModel];
type Tracked = Canonical | Outcome;

/** A person who looks does not see a tenth of a second; the line saves most of the tracker's fetches and transactions by it. */
const gather = { bytes: 1_048_576, ms: 100 };

/** Only projects: one row a message, one an outcome, and what enrich reads. Nothing in the line decides by these tables. */
export function createTracker(store: TrackerStore): Sink<Tracked> {
  return {
    name: 'state-tracker',
    topics: [...models.map((model) => topics.canonical(model)), topics.outcome],
    wire: 'avro',
    gather,
    async save(batch) {
      const messages: MessageRow[] = [];
      const outcomes: OutcomeRow[] = [];
      const projections: ProjectionRow[] = [];
      for (const message of batch) {
        if (message.topic === topics.outcome) {
          outcomes.push(outcomeRow(message.value as Outcome));
          continue;
        }
        const model = modelOf(message.topic, models) as CanonicalModel;
        messages.push(messageRow(model, message as Message<Canonical>));
        if (model === 'ci') projections.push(ciProjection(message.value as Ci));
      }
      await store.record(messages, outcomes, projections);
    },
  };
}

function messageRow(model: CanonicalModel, { value, traceparent }: Message<Canonical>): MessageRow {
  const { id, system, record, version, occurredAt } = value.meta;
  return {
    id,
    model,
    system,
    record,
    version,
    occurredAt,
    traceId: parseTraceparent(traceparent)?.traceId ?? null,
    title: titleOf(value),
    number: 'number' in value ? value.number : null,
  };
}

/** What people call it; a record of a workspace's own model goes by its model and id. */
function titleOf(value: Canonical): string {
  if ('title' in value) return value.title;
  return 'name' in value ? value.name : `${value.model} ${value.meta.record}`;
}

function outcomeRow({ trail, ...outcome }: Outcome): OutcomeRow {
  return { ...outcome, trail: writeTrail(trail) };
}

/** What enrich needs of a CI, under every key it can be found by. */
function ciProjection(ci: Ci): ProjectionRow {
  const { name, ciClass, criticality, environment, owner, supportGroup, service } = ci;
  return {
    kind: 'ci',
    keys: ci.keys,
    system: ci.meta.system,
    record: ci.meta.record,
    version: ci.meta.version,
    data: { name, ciClass, criticality, environment, owner, supportGroup, service },
    deleted: ci.meta.deleted,
  };
}
