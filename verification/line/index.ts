/** One process of the line inside this one, over a log in memory: for those who judge the line without starting programs. */
export { createFramedCodec } from './codec.ts';
export { fixedWorkspaces, type LineParts, lineOf, stopLine } from './line.ts';
export { linePartitions, memoryLog } from './memory-log.ts';
export { runnablesOf, type Wiring } from './runnables.ts';
export { until } from './until.ts';
