import { boot } from '#libs/host';
import { IngestModule } from './ingest.module.ts';

await boot('ingest', [IngestModule]);
