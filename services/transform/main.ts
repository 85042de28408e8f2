import { boot } from '#libs/host';
import { TransformModule } from './transform.module.ts';

await boot('transform', [TransformModule]);
