import { boot } from '#libs/host';
import { DeliverModule } from './deliver.module.ts';

await boot('deliver', [DeliverModule]);
