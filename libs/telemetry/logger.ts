import { trace } from '@opentelemetry/api';
import { type BaseLogger, type DestinationStream, pino } from 'pino';
import { withoutCredentials, withoutSecrets } from './redact.ts';

/** Without children: what they are bound to pino writes as it is, past the formatter that hides secrets. */
export type Logger = BaseLogger;

export interface LoggerOptions {
  /** The finished line without the secrets that are known; the line as it is when absent. */
  readonly conceal?: (line: string) => string;
  /** Standard error when absent. */
  readonly to?: DestinationStream;
}

/**
 * JSON lines on standard error, with the trace id of the active span. Standard output belongs to results. No line holds a secret: names that
 * mean one lose their value, texts lose what signs somebody in, and `conceal` takes out what is known.
 */
export function createLogger(service: string, level: string, { conceal, to }: LoggerOptions = {}): Logger {
  return pino(
    {
      level,
      base: { service },
      formatters: { log: withoutSecrets },
      // Errors are plain by then: made so where their secrets were taken out.
      serializers: { err: (error: unknown) => error },
      hooks: { streamWrite: (line) => withoutCredentials(conceal === undefined ? line : conceal(line)) },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => {
        const context = trace.getActiveSpan()?.spanContext();
        return context ? { trace_id: context.traceId, span_id: context.spanId } : {};
      },
    },
    to ?? pino.destination({ dest: 2, sync: true }),
  );
}
