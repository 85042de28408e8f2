export type { BackendOptions } from './backend.ts';
export { startOtlpBackend } from './backend.ts';
export type { Span } from './spans.ts';
