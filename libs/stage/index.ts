export type { Decision, Endings, Message, Output, ReviewCause, Runnable, Sink, SourceValue, Stage } from './contract.ts';
export { drop, emit, review } from './contract.ts';
export type { Kernel } from './kernel.ts';
export { type PartitionCounts, revisionHeader, trailHeader, writeOutput } from './message.ts';
export { createOutbox, type Outbox } from './outbox.ts';
export { pause } from './pause.ts';
export { createSinkRunner } from './sink-runner.ts';
export { createStageRunner } from './stage-runner.ts';
export { StageStrategy } from './strategy.ts';
