export { type BackfillOptions, backfillDefaults, createBackfill } from './backfill.ts';
export { createSpoolDrain } from './drain-spool.ts';
export { IngestModule } from './ingest.module.ts';
export { captured } from './ingest.ts';
export { createSourceTopics } from './source-topics.ts';
export { createTroubles, type Troubles } from './troubles.ts';
export { type Answer, createReceive, type Receive } from './webhook.ts';
