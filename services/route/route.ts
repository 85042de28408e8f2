import { compileWorkspace, parseWorkspace } from '#libs/flow';
import { deriveId, modelOf, outcome, topics } from '#libs/line';
import { type CanonicalModel, type Contribution, type Custom, type Models, models } from '#libs/model';
import { type Decision, drop, type Message, type Output, type ReviewCause, review } from '#libs/stage';

export type Routable = Models[CanonicalModel];
export type RevisionOf = (revision: string | null) => ReturnType<typeof compileWorkspace> | undefined;

/** One contribution per matching flow: for target key K of system T, this record wants this state, because of these rules. */
export function createRoute(revisionOf: RevisionOf): (message: Message<Routable>) => Decision {
  return function route(message) {
    const { model, record } = seen(message);
    const { meta } = message.value;
    const workspace = revisionOf(message.revision);
    if (!workspace) return review('unknown-revision', { message: `revision ${message.revision} is not loaded` });
    const flows = workspace.matching(meta.system, model, record);
    if (flows.length === 0) return drop(`no flow takes this ${model} of ${meta.system}`);
    const outputs: Output[] = [];
    const reviews: ReviewCause[] = [];
    for (const flow of flows) {
      const made = flow.contribute(record);
      if (made.kind === 'review') {
        reviews.push({ code: made.code, evidence: made.evidence, flow: flow.name });
        continue;
      }
      const id = deriveId(meta.id, 'route', 'delivery', flow.name, `${flow.target.system}/${made.targetKey}`);
      const value: Contribution = {
        id,
        messageId: meta.id,
        flow: flow.name,
        pattern: flow.pattern,
        revision: workspace.revision,
        targetSystem: flow.target.system,
        targetKey: made.targetKey,
        targetModel: flow.target.model,
        system: meta.system,
        record: meta.record,
        version: meta.version,
        digest: meta.digest,
        occurredAt: meta.occurredAt,
        phase: made.phase,
        rank: made.rank,
        want: made.want,
        explanation: [...made.explanation],
      };
      outputs.push({ topic: topics.delivery, key: `${flow.target.system}/${made.targetKey}`, id, value });
    }
    const routed = outcome('route', message, { kind: 'routed', reason: null, deliveryIds: outputs.map((output) => output.id) });
    return { kind: 'emit', outputs: outputs.length > 0 ? [...outputs, routed] : [], reviews };
  };
}

/** The record as its flows see it, and the name that they know its model by. */
function seen({ topic, value }: Message<Routable>): { readonly model: string; readonly record: unknown } {
  const model = modelOf(topic, models) as CanonicalModel;
  if (model !== 'custom') return { model, record: value };
  const own = value as Custom;
  return { model: own.model, record: { ...(JSON.parse(own.value) as object), meta: own.meta } };
}

/** The same step built in a worker thread, from the files of the revisions in use, the current one last. */
export function isolated(data: unknown): (message: Message<Routable>) => Decision {
  const revisions = data as readonly { readonly revision: string; readonly files: Record<string, string> }[];
  const compiled = new Map(revisions.map(({ revision, files }) => [revision, compileWorkspace(parseWorkspace(files).workspace, revision)]));
  return createRoute((revision) => compiled.get(revision ?? revisions.at(-1)?.revision ?? ''));
}
