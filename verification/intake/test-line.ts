import { FailureError } from '#libs/failures';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import { type Environment, type Line, wire } from '#libs/host';
import { endings } from '#libs/line';
import { type Codec, createMemoryLog, type MessageLog } from '#libs/log';
import { type ModelName, topicSpecs, typeOf } from '#libs/model';
import { createOutbox, type Kernel, type Runnable } from '#libs/stage';
import type { Store } from '#libs/state';
import { createLogger, createMeters } from '#libs/telemetry';

export interface TestLine {
  readonly line: Line;
  /** Wires the modules as a process does and starts what they run. */
  start(...modules: Parameters<typeof wire>[1]): Promise<void>;
  stop(): Promise<void>;
}

export interface TestLineOptions {
  readonly files: Readonly<Record<string, string>>;
  readonly log: MessageLog;
  readonly store: Store;
}

/** A log in memory with every topic of the line. */
export async function lineLog(): Promise<MessageLog> {
  const log = createMemoryLog();
  const admin = await log.admin();
  await admin.ensureTopics(topicSpecs.map(({ topic }) => ({ topic, partitions: 2, replicationFactor: 1, config: {} })));
  return log;
}

/** One process of the line over a log in memory and a real store. */
export function openTestLine({ files, log, store }: TestLineOptions): TestLine {
  const workspace = compileWorkspace(parseWorkspace(files).workspace, 'r1');
  const logger = createLogger('test', 'silent');
  const outbox = createOutbox(log, { onFault: () => undefined });
  const kernel: Kernel = {
    ...{ log, codec: lineCodec(), outbox, endings, logger, traceRatio: 0 },
    meters: createMeters(),
    partitions: new Map(topicSpecs.map(({ topic }) => [topic, 2])),
    membership: () => ({}),
    onFatal: (error) => {
      throw error;
    },
  };
  const workspaces: Line['workspaces'] = {
    start: async () => undefined,
    stop: () => undefined,
    current: () => workspace,
    get: () => workspace,
    require: async () => workspace,
    files: () => [{ revision: 'r1', files }],
  };
  const env = { JUNCTOR_TRACE_RATIO: 0, JUNCTOR_ALLOW_LOOPBACK: true, JUNCTOR_KEEP_DAYS: 30 } as Environment;
  const runnables: Runnable[] = [];
  let wired: { close(): Promise<void> } | null = null;
  const line: Line = {
    ...{ env, logger, kernel, outbox, workspaces, store, runnables },
    add(runnable) {
      runnables.push(runnable);
      return runnable;
    },
    close: async () => undefined,
  };
  return {
    line,
    async start(...modules) {
      wired = await wire(line, modules);
      for (const runnable of runnables) await runnable.start();
    },
    async stop() {
      for (const runnable of runnables.toReversed()) await runnable.stop();
      await outbox.close(3_000);
      await wired?.close();
    },
  };
}

/** The real Avro types behind the five bytes of a frame, without a registry. */
function lineCodec(): Codec {
  const models = new Map<string, ModelName>(topicSpecs.map(({ topic, model }) => [topic, model as ModelName]));
  const head = Buffer.from([0, 0, 0, 0, 1]);
  const typeFor = (topic: string) => {
    const model = models.get(topic);
    if (model !== undefined) return typeOf(model);
    throw new FailureError({ class: 'invalid', scope: 'record', evidence: { message: `no model for ${topic}` } });
  };
  const decode: Codec['decode'] = (topic, value) =>
    value === null
      ? { ok: false, code: 'tombstone', message: 'a tombstone holds no value' }
      : { ok: true, value: typeFor(topic).fromBuffer(value.subarray(head.length)), schemaId: 1 };
  return {
    register: async () => undefined,
    prepare: async () => undefined,
    encode: (topic, value) => Buffer.concat([head, typeFor(topic).toBuffer(value)]),
    decode,
    decodeAny: (value) => decode('', value),
  };
}

/** Waits until it holds; throws when it does not within 20 s. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let turn = 0; turn < 800; turn++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never came: ${what}`);
}
