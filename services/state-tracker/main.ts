import { boot } from '#libs/host';
import { StateTrackerModule } from './state-tracker.module.ts';

await boot('state-tracker', [StateTrackerModule]);
