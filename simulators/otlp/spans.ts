/** OTLP/JSON trace requests -> flat spans, the newest kept in memory and findable by trace id. */

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** '' for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  /** OTLP's number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly service: string;
  /** Nanoseconds since the epoch, as text: they don't fit a number. */
  readonly start: string;
  readonly end: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const field = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

/** An AnyValue: {stringValue} | {intValue} | {doubleValue} | {boolValue} | {arrayValue} | {kvlistValue} | {bytesValue}. */
function anyValue(value: unknown): unknown {
  if (!isObject(value)) return null;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue !== undefined) return objects(field(value.arrayValue, 'values')).map(anyValue);
  if (value.kvlistValue !== undefined) return attributes(field(value.kvlistValue, 'values'));
  return value.stringValue ?? value.doubleValue ?? value.boolValue ?? value.bytesValue ?? null;
}

export function attributes(list: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(objects(list).map((one) => [text(one.key), anyValue(one.value)]));
}

function toSpan(span: Json, service: string): Span {
  const status = field(span.status, 'code');
  return {
    traceId: text(span.traceId).toLowerCase(),
    spanId: text(span.spanId).toLowerCase(),
    parentSpanId: text(span.parentSpanId).toLowerCase(),
    name: text(span.name),
    kind: typeof span.kind === 'number' ? span.kind : 0,
    service,
    start: text(span.startTimeUnixNano),
    end: text(span.endTimeUnixNano),
    attributes: attributes(span.attributes),
    links: objects(span.links).map((link) => ({ traceId: text(link.traceId).toLowerCase(), spanId: text(link.spanId).toLowerCase() })),
    status: typeof status === 'number' ? status : 0,
  };
}

/** Every span of a /v1/traces request; what does not have the shape is left out. */
export function spansOf(request: unknown): readonly Span[] {
  const found: Span[] = [];
  for (const resource of objects(field(request, 'resourceSpans'))) {
    const service = text(attributes(field(resource.resource, 'attributes'))['service.name']);
    for (const scope of objects(resource.scopeSpans)) for (const span of objects(scope.spans)) found.push(toSpan(span, service));
  }
  return found;
}

export interface SpanStore {
  add(spans: readonly Span[]): void;
  trace(traceId: string): readonly Span[];
  stats(): {
    readonly spans: number;
    readonly traces: number;
    readonly dropped: number;
    readonly services: Readonly<Record<string, number>>;
  };
}

/** Keeps the `limit` newest spans. */
export function createSpanStore(limit: number): SpanStore {
  const ring: (Span | undefined)[] = [];
  const byTrace = new Map<string, Set<Span>>();
  const services: Record<string, number> = {};
  let next = 0;
  let dropped = 0;

  function forget(old: Span): void {
    dropped += 1;
    const left = byTrace.get(old.traceId);
    left?.delete(old);
    if (left?.size === 0) byTrace.delete(old.traceId);
  }

  return {
    add(spans) {
      for (const span of spans) {
        const old = ring[next];
        if (old !== undefined) forget(old);
        ring[next] = span;
        next = (next + 1) % limit;
        const known = byTrace.get(span.traceId);
        if (known === undefined) byTrace.set(span.traceId, new Set([span]));
        else known.add(span);
        services[span.service] = (services[span.service] ?? 0) + 1;
      }
    },
    trace: (traceId) =>
      [...(byTrace.get(traceId.toLowerCase()) ?? [])].sort((a, b) => (BigInt(a.start || 0) < BigInt(b.start || 0) ? -1 : 1)),
    stats: () => ({ spans: ring.length, traces: byTrace.size, dropped, services }),
  };
}
