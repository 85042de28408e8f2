export type { Decision, Message, Output, Sink, Stage } from './contract.ts';
export { drop, emit, review } from './contract.ts';
