/** Why a record needs a person: the shape of a review's evidence (structurally that of libs/failures). */
export interface ReviewEvidence {
  readonly message: string;
  readonly field?: string;
  readonly expected?: string;
  readonly excerpt?: string;
  readonly hint?: string;
}

export interface ReviewResult {
  readonly kind: 'review';
  /** `flow.value.unknown`, `flow.value.missing`, `flow.value.type`, `flow.key.missing` or `flow.expression`. */
  readonly code: string;
  readonly evidence: ReviewEvidence;
}

export const review = (code: string, evidence: ReviewEvidence): ReviewResult => ({ kind: 'review', code, evidence });
