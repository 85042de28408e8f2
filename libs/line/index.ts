export { endings, outcome } from './endings.ts';
export { deriveId, digestOf } from './ids.ts';
export { modelOf, topics } from './topics.ts';
