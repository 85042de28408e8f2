export type { SimulatorOptions } from './options.ts';
export type { TrackerSimulator } from './server.ts';
export { startTracker } from './server.ts';
export type { TrackerLine } from './tracker.ts';
export { signatureHeaders } from './webhooks.ts';
export type { Note, WorkItem } from './workitem.ts';
