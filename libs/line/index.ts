export { endings, outcome } from './endings.ts';
export { deriveId, digestOf } from './ids.ts';
export { originHeader, originOf } from './origin.ts';
export { modelOf, topics } from './topics.ts';
