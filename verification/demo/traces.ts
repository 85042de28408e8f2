import { parseTraceparent } from '#libs/telemetry';
import type { Ticket } from '#verification/oracles';

interface Span {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const wanted = ['ingest', 'transform', 'enrich', 'route', 'deliver', 'state-tracker'];
const sampleSize = 50;

/** How many of a sample of tickets have, at the OTLP backend, one trace with a span of every stage and no broken parent. */
export async function tracesOf(otlpUrl: string, tickets: readonly Ticket[], say: (text: string) => void): Promise<number> {
  let whole = 0;
  for (const ticket of tickets.slice(0, sampleSize)) {
    const traceId = parseTraceparent(ticket.traceparent)?.traceId;
    if (!traceId) continue;
    const answer = await fetch(`${otlpUrl}/traces/${traceId}`);
    const { spans } = (await answer.json()) as { spans: readonly Span[] };
    const stages = new Set(spans.map((span) => span.attributes['junctor.stage']));
    const ids = new Set(spans.map((span) => span.spanId));
    const orphans = spans.filter(
      (span) => span.parentSpanId !== null && !ids.has(span.parentSpanId) && span.attributes['junctor.stage'] !== 'ingest',
    );
    const missing = wanted.filter((stage) => !stages.has(stage));
    if (missing.length === 0 && orphans.length === 0) whole++;
    else
      say(`trace ${traceId} of ${ticket.number}: missing ${missing.join(', ') || 'nothing'}, ${orphans.length} spans without their parent`);
  }
  return whole;
}
