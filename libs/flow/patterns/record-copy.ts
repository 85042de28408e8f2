/** configuration-synchronization: the newest version of a record is what the target should hold. */
import { digestOf } from '../digest.ts';
import { type ContributionFold, noop, superseded } from './fold.ts';
import type { RecordWant } from './want.ts';

interface Applied {
  readonly record: string;
  readonly version: number;
  readonly digest: string;
}

interface RecordCase {
  /** One entry a source record, in the order in which they last changed; the oldest leave when there are more than `maxRecords`. */
  readonly applied: readonly Applied[];
}

const maxRecords = 100;
const empty: RecordCase = { applied: [] };

export const foldRecord: ContributionFold = (state, contribution) => {
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
  const { ticket } = JSON.parse(contribution.want) as RecordWant;
  return {
    state: { applied: [...others, { record, version, digest }].slice(-maxRecords) } satisfies RecordCase,
    result: { kind: 'deliver', episode: 1, want: ticket, wantDigest: digestOf(ticket) },
  };
};
