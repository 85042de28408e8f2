import { boot } from '#libs/host';
import { stages } from './stages.ts';

await boot('all-in-one', Object.values(stages));
