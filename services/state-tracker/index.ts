export { StateTrackerModule } from './state-tracker.module.ts';
