/** The whole line in this process over a log and a store in memory, all that it writes down gathered: log lines, spans, tables, topics. */
import { type Attributes, type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { type CompiledWorkspace, compileWorkspace, parseWorkspace, revisionOf } from '#libs/flow';
import type { Line } from '#libs/host';
import { endings } from '#libs/line';
import { createMemoryLog, type MessageLog } from '#libs/log';
import { topicSpecs } from '#libs/model';
import { createOutbox, createSinkRunner, createStageRunner, type Kernel, pause, type Runnable, startAll } from '#libs/stage';
import { createLogger, createMeters, type Logger } from '#libs/telemetry';
import { createAccept, createDestinations, createLaneWorker, createPublisher, createReviewIntake } from '#services/deliver';
import { contextMakeGood, createContextDebts, enrichStage } from '#services/enrich';
import { type Answer, createReceive, createSpoolDrain } from '#services/ingest';
import { routeStage } from '#services/route';
import { createTracker } from '#services/state-tracker';
import { transformStage } from '#services/transform';
import { createFramedCodec } from '../simulation/codec.ts';
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
  until(what: string, look: () => boolean | Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
}

/** Nothing is concealed at the end of a log line: the lines themselves must be without secrets. */
export async function openSecretLine(files: Readonly<Record<string, string>>): Promise<SecretLine> {
  const logged: string[] = [];
  const spans = recordSpans();
  const logger = createLogger('secrets', 'trace', { to: { write: (text: string) => void logged.push(text) } });
  const { store, tables, waiting, review } = createMemoryStore(() => Date.now());
  const { log, partitions } = await memoryLog();
  const line = lineOf(files, { log, partitions, store, logger });
  const runnables = runnablesOf(line);
  await startAll(runnables, logger);
  return {
    ...{ line, logged, spans, tables, until: untilSeen },
    post: (system, headers, body) => createReceive(line)(system, headers, Buffer.from(body)),
    kept: async () => `${asText({ tables, waiting: { ...waiting }, review })}\n${await topicsOf(log)}`,
    stop: async () => {
      for (const runnable of runnables.toReversed()) await runnable.stop();
      await line.outbox.close(1_000);
    },
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

async function memoryLog(): Promise<{ log: MessageLog; partitions: ReadonlyMap<string, number> }> {
  const log = createMemoryLog();
  const admin = await log.admin();
  await admin.ensureTopics(topicSpecs.map((spec) => ({ ...spec, replicationFactor: 1 })));
  return { log, partitions: await admin.partitions(topicSpecs.map((spec) => spec.topic)) };
}

interface Parts {
  readonly log: MessageLog;
  readonly partitions: ReadonlyMap<string, number>;
  readonly store: Line['store'];
  readonly logger: Logger;
}

function lineOf(files: Readonly<Record<string, string>>, { log, partitions, store, logger }: Parts): Line {
  const compiled = compileWorkspace(parseWorkspace(files).workspace, revisionOf(files));
  const codec = createFramedCodec();
  const outbox = createOutbox(log, { onFault: (error) => logger.warn({ reason: String(error) }, 'produce failed') });
  const kernel: Kernel = {
    ...{ log, codec, outbox, endings, partitions, logger, meters: createMeters(), traceRatio: 1, membership: () => ({}) },
    onFatal: (error) => logger.fatal({ err: error }, 'stopping'),
  };
  const env = { JUNCTOR_TRACE_RATIO: 1, JUNCTOR_ALLOW_LOOPBACK: true } as Line['env'];
  return {
    ...{ env, logger, kernel, outbox, store, workspaces: workspacesOf(compiled, files), runnables: [] },
    add: (runnable) => runnable,
    close: async () => undefined,
  };
}

function workspacesOf(compiled: CompiledWorkspace, files: Readonly<Record<string, string>>): Line['workspaces'] {
  return {
    ...{ start: async () => undefined, stop: () => undefined, current: () => compiled, require: async () => compiled },
    get: (revision) => (revision === null || revision === compiled.revision ? compiled : undefined),
    files: () => [{ revision: compiled.revision, files }],
  };
}

/** As the modules of the services wire them. */
function runnablesOf(line: Line): Runnable[] {
  const { kernel, store, outbox, logger, workspaces } = line;
  const { codec, partitions, meters } = kernel;
  const { isolation: _t, ...transform } = transformStage(line);
  const { isolation: _r, ...route } = routeStage(line);
  const debts = createContextDebts(store, logger);
  const destinations = createDestinations(workspaces, logger, { allowLoopback: true });
  const publisher = createPublisher({ store, outbox, codec, partitions, logger, meters });
  const lanes = createLaneWorker({ store, destinations, owner: 'secrets', logger, meters, onSettled: () => publisher.wake() });
  const onWork = (): void => {
    lanes.wake();
    publisher.wake();
  };
  return [
    publisher,
    lanes,
    createSinkRunner(createAccept(store, onWork), kernel),
    createSinkRunner(createReviewIntake(store, codec), kernel),
    createSinkRunner(createTracker(store), kernel),
    createStageRunner(route, kernel),
    createStageRunner(enrichStage(line, debts), kernel),
    contextMakeGood(line, debts),
    createStageRunner(transform, kernel),
    createSpoolDrain(line, 'secrets'),
  ];
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

async function topicsOf(log: MessageLog): Promise<string> {
  const parts: string[] = [];
  const admin = await log.admin();
  for (const { topic } of topicSpecs)
    for (const [partition, { start, end }] of (await admin.offsets(topic)).entries())
      for (const { key, value, headers } of end > start ? await log.read(topic, partition, start, end) : [])
        parts.push(key ?? '', value?.toString('latin1') ?? '', JSON.stringify(headers));
  await admin.close();
  return parts.join('\n');
}

async function untilSeen(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1_500; turn++) {
    if (await look()) return;
    await pause(40);
  }
  throw new Error(`${what} did not come`);
}
