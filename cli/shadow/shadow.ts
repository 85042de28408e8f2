import type { CompiledWorkspace } from '#libs/flow';
import { topics } from '#libs/line';
import { type Codec, type LogRecord, type MessageLog, noTrail } from '#libs/log';
import type { Contribution, Raw } from '#libs/model';
import type { Steps } from '#libs/review';
import type { Decision, Message, Output } from '#libs/stage';
import type { ContextStore } from '#libs/state';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Comparison, createComparer } from './comparison.ts';
import { recordsBetween, type Window } from './window.ts';

export interface ShadowDeps {
  readonly log: MessageLog;
  readonly codec: Codec;
  readonly store: Pick<ContextStore, 'context'>;
  readonly steps: Steps;
  /** With the one flow that is looked at, and every system. */
  readonly workspace: CompiledWorkspace;
  readonly flow: string;
  /** Told now and then how many raw records have been read. */
  readonly progress: (read: number) => void;
}

export interface Shadow extends Comparison {
  /** Raw records of the window, and those of the flow's source. */
  readonly read: number;
  readonly ofSource: number;
  readonly unreadable: number;
  /** Records that the changed flow parks, by code. */
  readonly parked: Readonly<Record<string, number>>;
}

/** Real contributions that are kept to be compared: what bounds the memory. */
const mostKept = 50_000;
const progressEvery = 1_000;
/** A contribution follows its raw record within moments, unless the line was down: that long after the window it is still looked for. */
const graceMs = 3_600_000;

/** Runs a changed flow over what came in, as if nobody looked, and compares with what was wanted then. Throws CliError. */
export async function runShadow(window: Window, deps: ShadowDeps): Promise<Shadow> {
  const real = await realContributions(window, deps);
  const comparer = createComparer();
  const parked: Record<string, number> = {};
  const counts = { read: 0, ofSource: 0, unreadable: 0 };
  const system = deps.workspace.flows[0]?.source.system;
  for await (const record of recordsBetween(deps.log, topics.raw, window)) {
    counts.read++;
    if (counts.read % progressEvery === 0) deps.progress(counts.read);
    await deps.codec.prepare([record.value]);
    const decoded = deps.codec.decode(topics.raw, record.value);
    if (!decoded.ok) {
      counts.unreadable++;
      continue;
    }
    const raw = decoded.value as Raw;
    if (raw.system !== system) continue;
    counts.ofSource++;
    const { messageId, contribution, codes } = await decide(record, raw, deps);
    for (const code of codes) parked[code] = (parked[code] ?? 0) + 1;
    const then = messageId === null ? undefined : real.get(messageId);
    if (messageId !== null) real.delete(messageId);
    comparer.add(then, contribution);
  }
  return { ...counts, parked, ...comparer.result() };
}

async function realContributions(window: Window, { log, codec, flow }: ShadowDeps): Promise<Map<string, Contribution>> {
  const real = new Map<string, Contribution>();
  for await (const record of recordsBetween(log, topics.delivery, { from: window.from, to: window.to + graceMs })) {
    await codec.prepare([record.value]);
    const decoded = codec.decode(topics.delivery, record.value);
    if (!decoded.ok) continue;
    const contribution = decoded.value as Contribution;
    if (contribution.flow !== flow) continue;
    real.set(contribution.messageId, contribution);
    if (real.size > mostKept)
      throw new CliError(
        exitCodes.refused,
        `the flow had more than ${mostKept} contributions in that time`,
        'look at a shorter time: move --from or --to',
      );
  }
  return real;
}

interface Decided {
  /** Null when the record was not understood. */
  readonly messageId: string | null;
  readonly contribution: Contribution | undefined;
  readonly codes: readonly string[];
}

const outputsOf = (decision: Decision): readonly Output[] => (decision.kind === 'emit' ? decision.outputs : []);
const codesOf = (decision: Decision): readonly string[] =>
  decision.kind === 'review' ? [decision.code] : decision.kind === 'emit' ? (decision.reviews ?? []).map(({ code }) => code) : [];

/** What one raw record would come to in the flow. */
export async function decide(
  record: LogRecord,
  raw: Raw,
  { steps, workspace, store }: Pick<ShadowDeps, 'steps' | 'workspace' | 'store'>,
): Promise<Decided> {
  const revisionOf = (): CompiledWorkspace => workspace;
  const { partition, offset, timestamp, headers } = record;
  const message = <T>(topic: string, id: string, key: string, value: T): Message<T> => ({
    ...{ topic, id, key, value, partition, offset, timestamp, headers },
    ...{ revision: workspace.revision, traceparent: null, trail: noTrail },
  });
  const transformed = steps.transform(revisionOf)(message(topics.raw, headers.ce_id ?? '', record.key ?? '', raw));
  const [canonical] = outputsOf(transformed);
  if (canonical === undefined) return { messageId: null, contribution: undefined, codes: codesOf(transformed) };
  const found = await store.context(steps.keysOf(canonical.value));
  const enriched = steps.enrich()(message(canonical.topic, canonical.id, canonical.key, canonical.value), found);
  const [routable] = outputsOf(enriched);
  const routed =
    routable === undefined ? enriched : steps.route(revisionOf)(message(routable.topic, routable.id, routable.key, routable.value));
  const output = outputsOf(routed).find(({ topic }) => topic === topics.delivery);
  return { messageId: canonical.id, contribution: output?.value as Contribution | undefined, codes: codesOf(routed) };
}
