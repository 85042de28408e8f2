/** Values for topics of other systems, framed by a subject of the registry that is not ours: its latest schema, or the one that is given. */
import { FailureError } from '#libs/failures';
import { CONTENT_TYPE, isIncompatible } from './compatible.ts';
import { FRAME_HEAD } from './frame.ts';
import { type AvroSchema, type AvroType, type CompileType, compileType, nameOf } from './schema.ts';

export interface SubjectEncoderOptions {
  /** Base address of a Confluent-compatible registry. */
  readonly registryUrl: string;
  readonly compile?: CompileType;
  /** Longest wait for one answer of the registry; 5 s. */
  readonly fetchTimeoutMs?: number;
  /** How long the latest schema of a subject counts as the latest; 60 s. */
  readonly freshForMs?: number;
}

export interface Subject {
  readonly subject: string;
  /** Registered under the subject when it is new there; without one the subject's latest is used. */
  readonly schema?: AvroSchema | undefined;
}

/**
 * The framed value. @throws FailureError invalid/record naming the first field that does not fit; invalid/system when the subject, or its
 * schema, cannot be used; down/system when the registry does not answer.
 */
export type SubjectEncoder = (subject: Subject, value: unknown) => Promise<Buffer>;

interface Known {
  readonly id: number;
  readonly type: AvroType;
  readonly at: number;
}

const NAMED_FIELDS = 20;
/** Statuses of answers that asking again does not change; what else is no success is the registry's own trouble. */
const FINAL = new Set([400, 401, 403, 404, 409, 422]);

function unusable(message: string, hint: string, cause?: unknown, code?: string): FailureError {
  return new FailureError({ class: 'invalid', scope: 'system', evidence: { message, hint, ...(code && { code }) } }, { cause });
}

function away(what: string, cause?: unknown): FailureError {
  const message = `the schema registry does not answer: ${what}`;
  return new FailureError({ class: 'down', scope: 'system', evidence: { message } }, { cause });
}

interface Told {
  readonly id?: unknown;
  readonly schema?: unknown;
  readonly schemaType?: unknown;
}

/** A GET, or a POST of `body`. */
type Ask = (path: string, body?: object) => Promise<Told>;

function createAsk(registryUrl: string, timeoutMs: number): Ask {
  return async (path, body) => {
    const base = registryUrl.replace(/\/$/, '');
    const headers = { accept: CONTENT_TYPE, 'content-type': CONTENT_TYPE };
    const sent = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(`${base}${path}`, { ...sent, signal: AbortSignal.timeout(timeoutMs) });
      text = await answer.text();
    } catch (error) {
      throw away(error instanceof Error ? error.name : 'no connection', error);
    }
    if (FINAL.has(answer.status)) {
      const hint = 'register the schema, correct the settings of the system, or let Junctor read and write the subject';
      throw unusable(
        `the schema registry refused ${path} with ${answer.status}: ${text.slice(0, 200)}`,
        hint,
        undefined,
        String(answer.status),
      );
    }
    if (!answer.ok) throw away(`status ${answer.status}`);
    try {
      return JSON.parse(text) as Told;
    } catch (error) {
      throw away('what it answered is not JSON', error);
    }
  };
}

function compiled(compile: CompileType, subject: string, schema: unknown): AvroType {
  try {
    return compile(schema);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    throw unusable(`the schema of ${subject} cannot be used: ${why}`.slice(0, 300), 'only Avro schemas without references are written');
  }
}

/** Fields of a record that its schema does not have: avsc refuses the record for them without naming them. */
function undeclared(wanted: AvroType, given: unknown): readonly string[] {
  if (wanted.typeName !== 'record' || typeof given !== 'object' || given === null) return [];
  const known = new Set((wanted as unknown as { readonly fields: readonly { readonly name: string }[] }).fields.map(({ name }) => name));
  return Object.keys(given).filter((name) => !known.has(name));
}

/** The first field that does not fit, and all of them for people; never values, which may be personal. */
function unfit({ type }: Known, subject: string, value: unknown): FailureError | null {
  const fields = new Map<string, string>();
  const errorHook = (path: string[], given: unknown, wanted: AvroType): void => {
    const strange = undeclared(wanted, given);
    for (const name of strange) fields.set([...path, name].join('.'), 'not in the schema');
    if (strange.length === 0) fields.set(path.join('.') || 'the value', nameOf(wanted));
  };
  if (type.isValid(value, { noUndeclaredFields: true, errorHook })) return null;
  const told = [...fields].slice(0, NAMED_FIELDS);
  const message = `the record does not fit ${nameOf(type)} of ${subject}: ${told.map((each) => each.join(' (')).join('), ')})`;
  const [field = 'the value'] = told[0] ?? [];
  const hint = 'map every field of the schema that has no default, as the type it has there, and no other field';
  return new FailureError({ class: 'invalid', scope: 'record', evidence: { message, field, hint } });
}

function framed({ id, type }: Known, subject: string, value: unknown): Buffer {
  const refusal = unfit({ id, type, at: 0 }, subject, value);
  if (refusal !== null) throw refusal;
  const head = Buffer.alloc(FRAME_HEAD);
  head.writeUInt32BE(id, 1);
  try {
    return Buffer.concat([head, type.toBuffer(value)]);
  } catch (cause) {
    const evidence = { message: `the record holds a number or text that Avro cannot carry as ${nameOf(type)} of ${subject}` };
    throw new FailureError({ class: 'invalid', scope: 'record', evidence }, { cause });
  }
}

/** An encoder for subjects of others: their compatibility settings are left as they are. */
export function createSubjectEncoder(options: SubjectEncoderOptions): SubjectEncoder {
  const { compile = compileType, fetchTimeoutMs = 5_000, freshForMs = 60_000 } = options;
  const ask = createAsk(options.registryUrl, fetchTimeoutMs);
  const known = new Map<string, Known>();

  async function latest(subject: string): Promise<Known> {
    const { id, schema, schemaType = 'AVRO' } = await ask(`/subjects/${encodeURIComponent(subject)}/versions/latest`);
    if (schemaType !== 'AVRO' || typeof id !== 'number' || typeof schema !== 'string')
      throw unusable(`the latest schema of ${subject} is not an Avro schema`, 'name another subject, or write JSON');
    return { id, type: compiled(compile, subject, parsed(subject, schema)), at: performance.now() };
  }

  async function given(subject: string, schema: AvroSchema): Promise<Known> {
    const type = compiled(compile, subject, schema);
    const asked = { registryUrl: options.registryUrl, subject, schema, timeoutMs: fetchTimeoutMs };
    const body = { schema: JSON.stringify(schema), schemaType: 'AVRO' };
    const { id } = await ask(`/subjects/${encodeURIComponent(subject)}/versions`, body).catch(async (error: unknown) => {
      const conflict = error instanceof FailureError && error.failure.evidence.code === '409';
      // Only where the registry says that the schema fits, another process has come first.
      throw conflict && (await isIncompatible(asked).catch(() => null)) === false
        ? away(`another process makes ${subject} at this moment`, error)
        : error;
    });
    if (typeof id !== 'number') throw away('it told no id');
    return { id, type, at: Number.POSITIVE_INFINITY };
  }

  return async function encode({ subject, schema }, value) {
    const key = schema === undefined ? subject : `${subject} ${JSON.stringify(schema)}`;
    const last = known.get(key);
    if (last !== undefined && performance.now() - last.at < freshForMs) return framed(last, subject, value);
    const now = await (schema === undefined ? latest(subject) : given(subject, schema)).catch((error: unknown) => {
      // A schema keeps its id for ever: while the registry is away, the last one known is as good.
      if (last !== undefined && error instanceof FailureError && error.failure.class === 'down') return { ...last, at: performance.now() };
      throw error;
    });
    known.set(key, now);
    return framed(now, subject, value);
  };
}

function parsed(subject: string, schema: string): unknown {
  // A schema that is the name of a primitive type may stand without quotation marks.
  if (/^[a-z]+$/.test(schema)) return schema;
  try {
    return JSON.parse(schema);
  } catch (error) {
    throw unusable(`the latest schema of ${subject} is not JSON`, 'register it again', error);
  }
}
