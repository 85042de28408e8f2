export { createAccept } from './accept.ts';
export { DeliverModule } from './deliver.module.ts';
export { type Connected, createDestinations, type Destinations } from './destinations.ts';
export { createLaneWorker, type LaneWorker } from './lane-worker.ts';
export { createPublisher, type Publisher } from './publish.ts';
export { createReviewIntake } from './review-intake.ts';
export { createReviewJobs, type ReviewJobs } from './review-jobs.ts';
export { createReviewRunner } from './review-runner.ts';
