/** configuration-synchronization: the newest version of a record is what the target should hold. */
import { digestOf } from '../digest.ts';
import { type CommentsGiven, newComments, nothingGiven } from './comments.ts';
import { type ContributionFold, type Folded, type Folding, noop, superseded } from './fold.ts';
import type { RecordWant } from './want.ts';

interface Applied {
  readonly record: string;
  readonly version: number;
  readonly digest: string;
  /** Absent while the record had none that the flow copies. */
  readonly comments?: CommentsGiven;
}

interface RecordCase {
  /** One entry a source record, in the order in which they last changed; the oldest leave when there are more than `maxRecords`. */
  readonly applied: readonly Applied[];
}

const maxRecords = 100;
const empty: RecordCase = { applied: [] };

export const foldRecord: ContributionFold = (state, contribution) => {
  const want = JSON.parse(contribution.want) as RecordWant;
  const folding = foldState(state, contribution, want);
  return want.comments === undefined ? folding : withComments(folding, `${contribution.system}/${contribution.record}`, want.comments);
};

/** A comment is new or known whatever the version of the record that lists it: an older state may list one that no later state does. */
function withComments({ state, result }: Folding, record: string, comments: NonNullable<RecordWant['comments']>): Folding {
  const { applied } = state as RecordCase;
  const entry = applied.find((each) => each.record === record);
  const { given, appends } = newComments(entry?.comments ?? nothingGiven, comments);
  if (entry === undefined || appends.length === 0) return { state, result };
  const next = applied.map((each) => (each === entry ? { ...each, comments: given } : each));
  return { state: { applied: next } satisfies RecordCase, result, appends };
}

function foldState(state: unknown, contribution: Folded, { ticket }: RecordWant): Folding {
  const { applied } = (state ?? empty) as RecordCase;
  const record = `${contribution.system}/${contribution.record}`;
  const { version, digest } = contribution;
  const known = applied.find((entry) => entry.record === record);
  if (known !== undefined && version < known.version) {
    return superseded({ applied }, `version ${version} is older than version ${known.version}, which is applied already`);
  }
  if (known !== undefined && version === known.version && digest === known.digest)
    return noop({ applied }, `version ${version} is applied already`);
  const others = applied.filter((entry) => entry.record !== record);
  return {
    state: { applied: [...others, { ...known, record, version, digest }].slice(-maxRecords) } satisfies RecordCase,
    result: { kind: 'deliver', episode: 1, want: ticket, wantDigest: digestOf(ticket) },
  };
}
