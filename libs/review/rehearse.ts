import type { CompiledWorkspace } from '#libs/flow';
import { originHeader, topics } from '#libs/line';
import { noTrail } from '#libs/log';
import type { Contribution, Outcome, Raw } from '#libs/model';
import type { Decision, Message, Output } from '#libs/stage';
import type { ContextHit, ContextKind, ReviewDetail } from '#libs/state';
import { type RawContent, rawOf } from './content.ts';
import { modelOfContent } from './model.ts';

export type RevisionOf = (revision: string | null) => CompiledWorkspace | undefined;

/** The steps of the line as the services have them; whoever starts a rehearsal brings them. */
export interface Steps {
  transform(revisionOf: RevisionOf): (message: Message<Raw>) => Decision;
  keysOf(record: unknown): readonly { readonly kind: ContextKind; readonly key: string }[];
  enrich(): (message: Message<unknown>, found: readonly ContextHit[]) => Decision;
  route(revisionOf: RevisionOf): (message: Message<unknown>) => Decision;
}

/** What would become of a record, without anything being done. */
export interface Rehearsed {
  readonly ends: readonly Ending[];
  /** The canonical record, once it was understood; null before. */
  readonly canonical: unknown;
}

export type Ending =
  | { readonly kind: 'parked'; readonly stage: string; readonly flow: string | null; readonly code: string; readonly reason: string }
  | { readonly kind: 'filtered'; readonly stage: string; readonly reason: string }
  | { readonly kind: 'projected'; readonly model: string }
  | {
      readonly kind: 'delivery';
      readonly flow: string;
      readonly targetSystem: string;
      readonly targetKey: string;
      readonly want: unknown;
      readonly rules: readonly { readonly rule: string; readonly why: string }[];
    };

export interface RehearsalDeps {
  readonly steps: Steps;
  readonly workspace: CompiledWorkspace;
  context(keys: readonly { readonly kind: ContextKind; readonly key: string }[]): Promise<readonly ContextHit[]>;
}

/** Runs the steps over a raw event or a canonical record as the newest workspace has them. `content`: an item's or a revision's. */
export async function rehearse(detail: ReviewDetail, content: string, deps: RehearsalDeps): Promise<Rehearsed> {
  const revisionOf: RevisionOf = () => deps.workspace;
  if (detail.payload?.form === 'canonical') return onwards(detail, JSON.parse(content), detail.sourceTopic, deps);
  const raw = rawOf(JSON.parse(content) as RawContent);
  const decision = deps.steps.transform(revisionOf)(messageOf(detail, raw, topics.raw));
  const [output, ...more] = outputsOf(decision);
  if (output === undefined || more.length > 0) return { ends: endings('transform', decision), canonical: null };
  return onwards(detail, output.value, output.topic, deps);
}

async function onwards(
  detail: ReviewDetail,
  record: unknown,
  topic: string,
  { steps, workspace, context }: RehearsalDeps,
): Promise<Rehearsed> {
  const model = modelOfContent(topic);
  if (model === null) return { ends: [{ kind: 'projected', model: topic }], canonical: record };
  const canonical = { ...(record as object), context: null };
  const found = await context(steps.keysOf(canonical));
  const enriched = steps.enrich()(messageOf(detail, canonical, topics.canonical(model)), found);
  const [next] = outputsOf(enriched);
  if (next === undefined) return { ends: endings('enrich', enriched), canonical };
  const routed = steps.route(() => workspace)(messageOf(detail, next.value, topics.enriched(model)));
  return { ends: endings('route', routed), canonical };
}

const outputsOf = (decision: Decision): readonly Output[] => (decision.kind === 'emit' ? decision.outputs : []);

/** As the log would give it; where it lies decides version and identity of an event that has neither. */
function messageOf<T>(detail: ReviewDetail, value: T, topic: string): Message<T> {
  const { messageId: id, sourcePartition, sourceOffset, parkedAt: timestamp, system, record } = detail;
  return {
    ...{ id, value, topic, partition: Math.max(0, sourcePartition), offset: BigInt(Math.max(0, sourceOffset)), timestamp },
    ...{ key: `${system}/${record}`, headers: { [originHeader]: `${sourcePartition}/${sourceOffset}` } },
    ...{ revision: null, traceparent: null, trail: noTrail },
  };
}

function endings(stage: string, decision: Decision): Ending[] {
  if (decision.kind === 'drop') return [{ kind: 'filtered', stage, reason: decision.reason }];
  const causes = decision.kind === 'review' ? [decision] : (decision.reviews ?? []);
  const parked = causes.map(({ code, flow = null, evidence }): Ending => ({ kind: 'parked', stage, flow, code, reason: evidence.message }));
  const made = outputsOf(decision)
    .filter((output) => output.topic === topics.delivery)
    .map((output) => deliveryOf(output.value as Contribution));
  const told = outputsOf(decision).some((output) => output.topic === topics.outcome && (output.value as Outcome).kind === 'filtered');
  return told && made.length + parked.length === 0 ? [{ kind: 'filtered', stage, reason: 'nothing takes it' }] : [...parked, ...made];
}

function deliveryOf({ flow, targetSystem, targetKey, want, explanation }: Contribution): Ending {
  const rules = explanation.map(({ rule, why }) => ({ rule, why }));
  return { kind: 'delivery', flow, targetSystem, targetKey, want: JSON.parse(want), rules };
}
