export { askable } from './askable.ts';
export { createRehearsal, type KnownContext, type RecordedInput, type Rehearsed, type RehearsedDelivery } from './rehearsal.ts';
export { stages } from './stages.ts';
export { steps } from './steps.ts';
