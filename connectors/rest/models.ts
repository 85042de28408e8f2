import { type CanonicalModel, models } from '#libs/model';

/** Canonical models that a system may send: all but the carrier of a workspace's own. */
export type ModelName = Exclude<CanonicalModel, 'custom'>;

export const MODELS: readonly ModelName[] = models.filter((model) => model !== 'custom');
