/** The whole line in this process over a log and a store in memory, all that it writes down gathered: log lines, spans, tables, topics. */
import { type Attributes, type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { compileWorkspace, parseWorkspace, revisionOf } from '#libs/flow';
import type { Line } from '#libs/host';
import type { MessageLog } from '#libs/log';
import { topicSpecs } from '#libs/model';
import { startAll } from '#libs/stage';
import { createLogger } from '#libs/telemetry';
import { createDestinations } from '#services/deliver';
import { type Answer, createReceive, createSpoolDrain } from '#services/ingest';
import { fixedWorkspaces, lineOf, memoryLog, runnablesOf, stopLine } from '#verification/line';
import { createMemoryStore } from '../simulation/memory-store.ts';

export interface SecretLine {
  readonly line: Line;
  /** Every line of the log, from the lowest level on, as a person would find it. */
  readonly logged: readonly string[];
  /** Names, attributes and events of all spans, as JSON. */
  readonly spans: readonly string[];
  readonly tables: ReturnType<typeof createMemoryStore>['tables'];
  post(system: string, headers: Readonly<Record<string, string>>, body: Buffer | string): Promise<Answer>;
  /** Everything that tables and topics hold, as text. */
  kept(): Promise<string>;
  stop(): Promise<void>;
}

/** Nothing is concealed at the end of a log line: the lines themselves must be without secrets. */
export async function openSecretLine(files: Readonly<Record<string, string>>): Promise<SecretLine> {
  const logged: string[] = [];
  const spans = recordSpans();
  const logger = createLogger('secrets', 'trace', { to: { write: (text: string) => void logged.push(text) } });
  const { store, tables, waiting, review } = createMemoryStore(() => Date.now());
  const log = await memoryLog();
  const workspaces = fixedWorkspaces(compileWorkspace(parseWorkspace(files).workspace, revisionOf(files)), files);
  const line = lineOf({ log, store, workspaces, logger });
  const destinations = createDestinations(workspaces, logger, { allowLoopback: true });
  const runnables = [createSpoolDrain(line, 'secrets'), ...runnablesOf(line, { destinations, owner: 'secrets' }).runnables];
  await startAll(runnables, logger);
  return {
    ...{ line, logged, spans, tables },
    post: (system, headers, body) => createReceive(line)(system, headers, Buffer.from(body)),
    kept: async () => `${asText({ tables, waiting: { ...waiting }, review })}\n${await topicsOf(log)}`,
    stop: () => stopLine(line, runnables),
  };
}

function recordSpans(): readonly string[] {
  const told: string[] = [];
  const tell = (...facts: unknown[]): void => void told.push(JSON.stringify(facts));
  const startSpan = (name: string, options?: SpanOptions): Span => {
    tell(name, options?.attributes);
    const span = {
      spanContext: () => ({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: String(told.length).padStart(16, '0'), traceFlags: 1 }),
      isRecording: () => true,
      setAttribute: (key: string, value: unknown) => tell(name, key, value),
      setAttributes: (attributes: Attributes) => tell(name, attributes),
      addEvent: (event: string, attributes?: unknown) => tell(name, event, attributes),
      recordException: (error: unknown) => tell(name, String(error)),
      setStatus: (status: unknown) => tell(name, status),
      end: () => undefined,
    };
    return span as unknown as Span;
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan: () => undefined as never }) });
  return told;
}

/** Maps and bytes as what they hold. */
function asText(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    if (inner instanceof Map) return [...inner];
    if (inner instanceof Set) return [...inner];
    if (typeof inner === 'bigint') return String(inner);
    const bytes = inner as { readonly type?: unknown; readonly data?: unknown } | null;
    return typeof bytes === 'object' && bytes?.type === 'Buffer' ? Buffer.from(bytes.data as number[]).toString('latin1') : inner;
  });
}

/** Keys, values and headers of all that the topics of the line hold, as text. */
export async function topicsOf(log: MessageLog): Promise<string> {
  const parts: string[] = [];
  const admin = await log.admin();
  for (const { topic } of topicSpecs)
    for (const [partition, { start, end }] of (await admin.offsets(topic)).entries())
      for (const { key, value, headers } of end > start ? await log.read(topic, partition, start, end) : [])
        parts.push(key ?? '', value?.toString('latin1') ?? '', JSON.stringify(headers));
  await admin.close();
  return parts.join('\n');
}
