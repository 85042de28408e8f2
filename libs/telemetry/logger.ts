import { trace } from '@opentelemetry/api';
import { type BaseLogger, pino } from 'pino';
import { withoutSecrets } from './redact.ts';

/** Without children: what they are bound to pino writes as it is, past the formatter that hides secrets. */
export type Logger = BaseLogger;

/** JSON lines on standard error, with the trace id of the active span. Standard output belongs to results. No line holds a secret. */
export function createLogger(service: string, level: string): Logger {
  return pino(
    {
      level,
      base: { service },
      formatters: { log: withoutSecrets },
      // Errors are plain by then: made so where their secrets were taken out.
      serializers: { err: (error: unknown) => error },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => {
        const context = trace.getActiveSpan()?.spanContext();
        return context ? { trace_id: context.traceId, span_id: context.spanId } : {};
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
