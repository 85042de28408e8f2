export { type HopOptions, type HopSpan, startHop } from './hop.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export { createMeters, type Meters } from './meters.ts';
export { startTelemetry, type TelemetryOptions } from './sdk.ts';
export { type Step, step } from './step.ts';
export { formatTraceparent, newTraceparent, parseTraceparent, type TraceParent } from './traceparent.ts';
