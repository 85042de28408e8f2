import { boot } from '#libs/host';
import { EnrichModule } from './enrich.module.ts';

await boot('enrich', [EnrichModule]);
