import { modelOf } from '#libs/line';
import { type CanonicalModel, models } from '#libs/model';

export const modelOfContent = (topic: string): CanonicalModel | null => modelOf(topic, models);
