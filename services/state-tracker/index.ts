export { StateTrackerModule } from './state-tracker.module.ts';
export { createTracker } from './state-tracker.ts';
