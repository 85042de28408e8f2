import type { CanonicalModel } from '#libs/model';

export const topics = {
  raw: 'junctor.raw.v1',
  canonical: (model: CanonicalModel): string => `junctor.canonical.${model}.v1`,
  enriched: (model: CanonicalModel): string => `junctor.enriched.${model}.v1`,
  delivery: 'junctor.delivery.v1',
  outcome: 'junctor.outcome.v1',
  review: 'junctor.review.v1',
  flows: 'junctor.flows.v1',
} as const;

/** The canonical model whose topic this is, or null. */
export function modelOf(topic: string, models: readonly CanonicalModel[]): CanonicalModel | null {
  return models.find((model) => topic === topics.canonical(model) || topic === topics.enriched(model)) ?? null;
}
