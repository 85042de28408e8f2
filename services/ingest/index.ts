export { IngestModule } from './ingest.module.ts';
export { createSourceTopics } from './source-topics.ts';
export { type Answer, receive } from './webhook.ts';
