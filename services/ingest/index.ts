export { IngestModule } from './ingest.module.ts';
export { captured } from './ingest.ts';
export { createSourceTopics } from './source-topics.ts';
export { type Answer, receive } from './webhook.ts';
