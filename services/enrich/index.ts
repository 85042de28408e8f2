export { EnrichModule } from './enrich.module.ts';
