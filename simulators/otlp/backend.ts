/** An OTLP/HTTP JSON backend for a laptop and for tests: takes traces, metrics and logs, shows a trace by its id. */
import { gunzipSync } from 'node:zlib';
import { type Answer, json, openJournal, type RunningServer, readJournal, startServer } from '#simulators/kit';
import { createSpanStore, type Span, spansOf } from './spans.ts';

export interface BackendOptions {
  readonly port: number;
  /** Spans as JSONL; an existing file is read first. Metrics and logs are counted only. */
  readonly log: string | null;
  /** Spans kept in memory. */
  readonly keep: number;
  /** Told of everything that was taken, as it came. */
  readonly heard: ((path: string, message: unknown) => void) | null;
}

const MAX_INFLATED = 64 * 1024 * 1024;

function parse(body: Buffer, encoding: string | undefined): unknown {
  try {
    const bytes = encoding === 'gzip' ? gunzipSync(body, { maxOutputLength: MAX_INFLATED }) : body;
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // answered 400
  }
}

function countIn(request: unknown, outer: string, inner: string, leaf: string): number {
  const list = (value: unknown, name: string): unknown[] => {
    const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
    return Array.isArray(found) ? found : [];
  };
  return list(request, outer).reduce<number>(
    (total, resource) => total + list(resource, inner).reduce<number>((sum, scope) => sum + list(scope, leaf).length, 0),
    0,
  );
}

/** Starts the backend: POST /v1/{traces,metrics,logs}; GET /traces/<traceId> and /stats. Protobuf is answered 415. */
export async function startOtlpBackend(given: Partial<BackendOptions> = {}): Promise<RunningServer> {
  const options: BackendOptions = { port: 0, log: null, keep: 200_000, heard: null, ...given };
  const store = createSpanStore(options.keep);
  if (options.log !== null) for await (const line of readJournal(options.log)) store.add([line as Span]);
  const journal = await openJournal(options.log);
  const counts = { requests: 0, metrics: 0, logRecords: 0, refused: 0 };

  function refuse(status: number, message: string): Answer {
    counts.refused += 1;
    return json(status, { code: status, message });
  }

  async function take(path: string, request: unknown): Promise<Answer> {
    if (path === '/v1/traces') {
      const spans = spansOf(request);
      store.add(spans);
      await Promise.all(spans.map((span) => journal.append(span)));
    } else if (path === '/v1/metrics') counts.metrics += countIn(request, 'resourceMetrics', 'scopeMetrics', 'metrics');
    else counts.logRecords += countIn(request, 'resourceLogs', 'scopeLogs', 'logRecords');
    return json(200, { partialSuccess: {} });
  }

  const server = await startServer(options.port, async (request, body) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (request.method === 'GET') {
      if (path === '/stats') return json(200, { ...counts, ...store.stats() });
      if (path.startsWith('/traces/')) {
        const spans = store.trace(path.slice('/traces/'.length));
        return json(spans.length > 0 ? 200 : 404, { spans });
      }
      return json(404, { message: 'GET /traces/<traceId> or /stats' });
    }
    if (!['/v1/traces', '/v1/metrics', '/v1/logs'].includes(path)) return refuse(404, 'POST /v1/traces, /v1/metrics or /v1/logs');
    counts.requests += 1;
    if (!(request.headers['content-type'] ?? '').startsWith('application/json'))
      return refuse(415, 'only application/json: set the protocol to http/json');
    const message = parse(body, request.headers['content-encoding']);
    if (message === undefined) return refuse(400, 'not JSON');
    options.heard?.(path, message);
    return take(path, message);
  });
  const close = async (): Promise<void> => {
    await server.close();
    await journal.close();
  };
  return { url: server.url, port: server.port, close };
}
