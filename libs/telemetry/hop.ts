import { type Attributes, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const tracer = trace.getTracer('junctor');

export interface HopSpan {
  /** What the outputs of this hop carry: this hop's span when recorded, else the incoming context unchanged. */
  readonly traceparent: string | null;
  end(failure?: string): void;
}

export interface HopOptions {
  /** `{operation} {destination}` as the messaging conventions have it. */
  readonly name: string;
  readonly kind: 'consumer' | 'producer' | 'client' | 'server';
  readonly traceparent: string | null;
  /** Asked for only when the hop is recorded. */
  readonly attributes: () => Attributes;
}

const kinds = { consumer: SpanKind.CONSUMER, producer: SpanKind.PRODUCER, client: SpanKind.CLIENT, server: SpanKind.SERVER } as const;

/**
 * Our own span for one hop of one record (OpenTelemetry messaging conventions: a process span of a single message is
 * the child of its creation context and also links to it). A record that is not sampled costs nothing but the header.
 */
export function startHop(options: HopOptions): HopSpan {
  // Most records are not sampled, which the last digit tells before anything is parsed.
  const parent = options.traceparent?.endsWith('0') ? null : parseTraceparent(options.traceparent);
  if (!parent?.sampled) return unrecorded(options.traceparent);
  const parentContext = { traceId: parent.traceId, spanId: parent.spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  const span = tracer.startSpan(
    options.name,
    { kind: kinds[options.kind], attributes: options.attributes(), links: [{ context: parentContext }] },
    trace.setSpanContext(ROOT_CONTEXT, parentContext),
  );
  return span.isRecording() ? recorded(span) : unrecorded(options.traceparent);
}

function unrecorded(traceparent: string | null): HopSpan {
  return { traceparent, end: () => undefined };
}

function recorded(span: Span): HopSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    traceparent: formatTraceparent({ traceId, spanId, sampled: true }),
    end(failure) {
      if (failure !== undefined) {
        span.setAttribute('error.type', failure);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}
