import { FailureError } from '#libs/failures';
import { FRAME_HEAD, frameId, readFrame } from './codec/frame.ts';
import { type AvroSchema, type AvroType, type CompileType, compileType, nameOf, type Resolver } from './codec/schema.ts';
import { createWriters, type Writer } from './codec/writers.ts';
import type { Headers } from './port.ts';

export interface CodecOptions {
  /** Base address of a Confluent-compatible registry. */
  readonly registryUrl: string;
  /** The Avro schema of each topic's values: what is written, and what everything read is resolved to. */
  readonly subjects: Readonly<Record<string, AvroSchema>>;
  /** Builds avsc types, for writing and reading; the model's own builder where values must be those of the model. */
  readonly compile?: CompileType;
  /** Longest wait for one answer of the registry; 5 s. */
  readonly fetchTimeoutMs?: number;
  /** How often a starting registry is asked, a second apart; 30. */
  readonly attempts?: number;
  readonly attemptPauseMs?: number;
  /** How long an id that the registry does not know is taken as unknown; 5 s. */
  readonly unknownForMs?: number;
  /** Longest value that is decoded; 1 MiB. */
  readonly maxBytes?: number;
}

export type DecodeCode = 'tombstone' | 'not-avro' | 'unknown-schema' | 'wrong-type' | 'corrupt';

export type Decoded =
  | { readonly ok: true; readonly value: unknown; readonly schemaId: number }
  | { readonly ok: false; readonly code: DecodeCode; readonly message: string };

type Refused = Extract<Decoded, { readonly ok: false }>;

export interface Codec {
  /** Registers each topic's schema under `<topic>-value`; needed before `encode`. @throws FailureError invalid or transient. */
  register(): Promise<void>;
  /** The framed value. @throws FailureError invalid naming the paths that do not fit, bug-free of the values themselves. */
  encode(topic: string, value: unknown): Buffer;
  /** Fetches the writer schemas of a batch; then `decode` needs no network. @throws FailureError transient when the registry is down. */
  prepare(values: readonly (Buffer | null)[]): Promise<void>;
  /** The value in the topic's own schema, or why there is none. Never throws. Headers, where given, reveal frames of the newest kind. */
  decode(topic: string, value: Buffer | null, headers?: Headers): Decoded;
  /** The value as its writer meant it, for topics that are not ours. Never throws; `prepare` first. */
  decodeAny(value: Buffer | null, headers?: Headers): Decoded;
}

interface Subject {
  readonly topic: string;
  readonly schema: AvroSchema;
  readonly type: AvroType;
  readonly resolvers: Map<number, Resolver | string>;
  id: number | undefined;
}

const MAX_BYTES = 1_048_576;
const SCRATCH_BYTES = 65_536;

/** A codec for Avro values in the Confluent wire format. @throws Error when a schema is not one that avsc takes. */
export async function createCodec(options: CodecOptions): Promise<Codec> {
  const compile = options.compile ?? compileType;
  // Its client is loaded with its first use, as those of the log are.
  const { createRegistry } = await import('./codec/registry.ts');
  const registry = createRegistry({
    url: options.registryUrl,
    timeoutMs: options.fetchTimeoutMs ?? 5_000,
    attempts: options.attempts ?? 30,
    attemptPauseMs: options.attemptPauseMs ?? 1_000,
    compile,
  });
  const writers = createWriters(registry, options.unknownForMs ?? 5_000);
  const subjects = new Map<string, Subject>();
  for (const [topic, schema] of Object.entries(options.subjects)) {
    subjects.set(topic, { topic, schema, type: compile(schema), resolvers: new Map(), id: undefined });
  }

  async function register(): Promise<void> {
    for (const subject of subjects.values()) {
      subject.id = await registry.register(`${subject.topic}-value`, subject.schema);
      writers.add(subject.id, subject.type);
    }
  }

  function encode(topic: string, value: unknown): Buffer {
    const subject = subjects.get(topic);
    if (!subject) throw invalid(`no schema is declared for topic ${topic}`);
    if (subject.id === undefined) throw invalid(`the schema of topic ${topic} is not registered yet`);
    return frame(subject, subject.id, value);
  }

  function writerOf(value: Buffer, headers?: Headers): { readonly ok: true; readonly id: number; readonly writer: Writer } | Refused {
    const head = readFrame(value, headers);
    if (!head.ok) return refuse('not-avro', head.message);
    const limit = options.maxBytes ?? MAX_BYTES;
    if (value.length > limit) return refuse('corrupt', `${value.length} bytes are more than ${limit}`);
    const writer = writers.get(head.id);
    if (writer === 'unknown') return refuse('unknown-schema', `the registry does not know schema ${head.id}`);
    if (writer === 'other-format') return refuse('wrong-type', `schema ${head.id} is not an Avro schema`);
    return { ok: true, id: head.id, writer };
  }

  function decode(topic: string, value: Buffer | null, headers?: Headers): Decoded {
    if (value === null) return refuse('tombstone', 'a tombstone holds no value');
    const subject = subjects.get(topic);
    if (!subject) return refuse('wrong-type', `no schema is declared for topic ${topic}`);
    const found = writerOf(value, headers);
    return found.ok ? read(subject, found.id, found.writer, value) : found;
  }

  function decodeAny(value: Buffer | null, headers?: Headers): Decoded {
    if (value === null) return refuse('tombstone', 'a tombstone holds no value');
    const found = writerOf(value, headers);
    if (!found.ok) return found;
    const { id, writer } = found;
    return readBody(writer, id, value, (body) => writer.type.fromBuffer(body));
  }

  return { register, encode, decode, decodeAny, prepare: (values) => writers.fetchAll(values.map(frameId).filter((id) => id !== null)) };
}

/** Reused by every encode: avsc writes into it and says how far it got, or by how much it was too small. */
let scratch = Buffer.allocUnsafe(SCRATCH_BYTES);

function frame(subject: Subject, id: number, value: unknown): Buffer {
  let end: number;
  try {
    end = subject.type.encode(value, scratch, FRAME_HEAD);
    if (end < 0) {
      scratch = Buffer.allocUnsafe(scratch.length - end);
      end = subject.type.encode(value, scratch, FRAME_HEAD);
    }
  } catch (cause) {
    throw invalid(unfit(subject, value, cause), cause);
  }
  scratch[0] = 0;
  scratch.writeUInt32BE(id, 1);
  return Buffer.from(scratch.subarray(0, end));
}

/** Names the paths, never the values: a value may be personal. */
function unfit(subject: Subject, value: unknown, cause: unknown): string {
  const paths: string[] = [];
  try {
    subject.type.isValid(value, {
      errorHook: (path: string[], _: unknown, type: AvroType) => void paths.push(`${path.join('.') || 'the value'} (${nameOf(type)})`),
    });
  } catch {
    paths.push(cause instanceof Error ? cause.name : 'unreadable');
  }
  return `the value does not fit ${nameOf(subject.type)} of topic ${subject.topic}: ${[...new Set(paths)].slice(0, 20).join(', ') || 'a number or text that Avro cannot carry'}`;
}

function read(subject: Subject, id: number, writer: Writer, framed: Buffer): Decoded {
  const resolver = resolverFor(subject, id, writer);
  if (typeof resolver === 'string') return refuse('wrong-type', resolver);
  return readBody(writer, id, framed, (body) => subject.type.fromBuffer(body, resolver));
}

/** The cost of a body is bounded before it is believed. */
function readBody(writer: Writer, id: number, framed: Buffer, decode: (body: Buffer) => unknown): Decoded {
  const body = framed.subarray(FRAME_HEAD);
  try {
    writer.skim(body);
    return { ok: true, value: decode(body), schemaId: id };
  } catch (error) {
    return refuse(
      'corrupt',
      `not a value of schema ${id} (${nameOf(writer.type)}): ${error instanceof Error ? error.message : 'unreadable'}`,
    );
  }
}

/** Built once per topic and schema id; a text says why there is none. */
function resolverFor(subject: Subject, id: number, writer: Writer): Resolver | string {
  const known = subject.resolvers.get(id);
  if (known !== undefined) return known;
  const built = buildResolver(subject, id, writer);
  subject.resolvers.set(id, built);
  return built;
}

function buildResolver(subject: Subject, id: number, writer: Writer): Resolver | string {
  const own = nameOf(subject.type);
  const theirs = nameOf(writer.type);
  const aliased = subject.type.aliases?.includes(theirs) ?? false;
  if (own !== theirs && !aliased) return `schema ${id} is ${theirs}; topic ${subject.topic} holds ${own}`;
  try {
    return subject.type.createResolver(writer.type);
  } catch (error) {
    return `schema ${id} cannot be read as ${own} of topic ${subject.topic}: ${error instanceof Error ? error.message : 'no resolution'}`;
  }
}

function refuse(code: DecodeCode, message: string): Refused {
  return { ok: false, code, message };
}

function invalid(message: string, cause?: unknown): FailureError {
  return new FailureError({ class: 'invalid', scope: 'record', evidence: { message } }, cause === undefined ? undefined : { cause });
}
