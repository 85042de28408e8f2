/** The shape of libs/state's `Folded`, and what a fold reads of a contribution. */
import type { Contribution } from '#libs/model';
import type { FoldedAppend } from './appends.ts';

export type FoldResult =
  | { readonly kind: 'deliver'; readonly episode: number; readonly want: unknown; readonly wantDigest: string }
  | { readonly kind: 'noop' | 'superseded'; readonly reason: string };

export interface Folding {
  /** Plain JSON; stored as the case. */
  readonly state: unknown;
  readonly result: FoldResult;
  /** Texts to add to the record, whatever the result is; none when absent. */
  readonly appends?: readonly FoldedAppend[];
}

export type ContributionFold = (
  state: unknown,
  contribution: Pick<Contribution, 'record' | 'system' | 'version' | 'digest' | 'occurredAt' | 'phase' | 'rank' | 'want'>,
) => Folding;

export type Folded = Parameters<ContributionFold>[1];

export const noop = (state: unknown, reason: string): Folding => ({ state, result: { kind: 'noop', reason } });
export const superseded = (state: unknown, reason: string): Folding => ({ state, result: { kind: 'superseded', reason } });
