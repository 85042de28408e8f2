import { trace } from '@opentelemetry/api';
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Names whose values never reach a log line, wherever they stand in the logged object. */
const secretPaths = ['authorization', 'password', 'secret', 'token', 'apiKey'].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** JSON lines on standard error, with the trace id of the active span. Standard output belongs to results. */
export function createLogger(service: string, level: string): Logger {
  return pino(
    {
      level,
      base: { service },
      redact: { paths: secretPaths, censor: '[secret]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => {
        const context = trace.getActiveSpan()?.spanContext();
        return context ? { trace_id: context.traceId, span_id: context.spanId } : {};
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
