export { EnrichModule, enrichStage } from './enrich.module.ts';
