import registryClient from '@kafkajs/confluent-schema-registry';
import { FailureError } from '#libs/failures';
import { LateError, within } from '../within.ts';
import { CONTENT_TYPE, isIncompatible } from './compatible.ts';
import type { AvroSchema, AvroType, CompileType } from './schema.ts';

const { COMPATIBILITY, SchemaRegistry } = registryClient;

const STRICT_ENOUGH = new Set(['BACKWARD_TRANSITIVE', 'FULL_TRANSITIVE']);
/**
 * Answers that asking again does not change. The client reports a broken connection as 400, so that one is not among them; nor is 409, which
 * also says that another process makes the same subject at this moment.
 */
const FINAL = new Set([401, 403, 405, 422]);

export interface RegistryOptions {
  readonly url: string;
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs: number;
  /** How often an answer is asked for while the registry is starting or failing, one second apart. */
  readonly attempts: number;
  readonly attemptPauseMs: number;
  readonly compile: CompileType;
}

export interface Registry {
  /** The id of `schema` under `subject`, registered when new. @throws FailureError invalid (incompatible) or transient (no answer). */
  register(subject: string, schema: AvroSchema): Promise<number>;
  /** The writer's type of an id; null when the registry does not know the id. @throws FailureError transient when it does not answer. */
  find(id: number): Promise<AvroType | 'other-format' | null>;
}

/** A schema registry with Confluent's API. */
export function createRegistry(options: RegistryOptions): Registry {
  const client = new SchemaRegistry({
    host: options.url.replace(/\/$/, ''),
    clientId: 'junctor',
    retry: { retries: 0 },
    middlewares: [() => ({ request: async (request) => request.enhance({ timeout: options.timeoutMs }) })],
  });

  async function register(subject: string, schema: AvroSchema): Promise<number> {
    const compatibility = await patiently(options, () => enforceCompatibility(options, subject));
    const given = { type: 'AVRO', schema: JSON.stringify(schema) } as unknown as Parameters<typeof client.register>[0];
    return patiently(options, async () => {
      try {
        return (await client.register(given, { subject, compatibility })).id;
      } catch (error) {
        const asked = { registryUrl: options.url, subject, schema, timeoutMs: options.timeoutMs };
        if (statusOf(error) === 409 && (await isIncompatible(asked))) throw await incompatible(subject, schema, error);
        throw error;
      }
    });
  }

  /** The registry's message names the place by position at best; avsc names the field. */
  async function incompatible(subject: string, schema: AvroSchema, cause: unknown): Promise<FailureError> {
    const said = cause instanceof Error ? cause.message : String(cause);
    const field = await client
      .getLatestSchemaId(subject)
      .then((id) => client.getSchema(id))
      .then((latest) => differenceFrom(options.compile, rawSchema(latest), schema))
      .catch(() => undefined);
    return new FailureError(
      {
        class: 'invalid',
        scope: 'system',
        evidence: {
          message: `the schema of subject ${subject} is not compatible with its earlier versions${field ? ` (${field})` : ''}: ${said}`,
          ...(field ? { field } : {}),
          hint: 'give new fields a default, and neither remove nor retype fields that have none',
        },
      },
      { cause },
    );
  }

  async function find(id: number): Promise<AvroType | 'other-format' | null> {
    try {
      const found = await within(options.timeoutMs * 2, client.getSchema(id), `schema ${id} from the registry`);
      if (!('createResolver' in found)) return 'other-format';
      return options.compile(rawSchema(found));
    } catch (error) {
      const status = statusOf(error);
      // Without a status nothing failed on the way: the answer itself cannot be used, which may be mended over there.
      if (status === 404 || (status === undefined && !(error instanceof LateError))) return null;
      throw unavailable(error);
    }
  }

  return { register, find };
}

/** The client holds types of its own making; ours are made from what they stand for. */
function rawSchema(found: unknown): unknown {
  return (found as AvroType).schema({ exportAttrs: true });
}

/** Sets the subject's compatibility before its first schema, so that no schema is ever let in unchecked; a stricter level stays. */
async function enforceCompatibility(options: RegistryOptions, subject: string): Promise<(typeof COMPATIBILITY)['BACKWARD_TRANSITIVE']> {
  const url = `${options.url.replace(/\/$/, '')}/config/${encodeURIComponent(subject)}`;
  const signal = () => AbortSignal.timeout(options.timeoutMs);
  const answer = await fetch(url, { headers: { accept: CONTENT_TYPE }, signal: signal() });
  if (answer.status !== 404 && !answer.ok) throw statusError(answer.status, url);
  const { compatibilityLevel = '' } = answer.ok ? ((await answer.json()) as { compatibilityLevel?: string }) : {};
  if (STRICT_ENOUGH.has(compatibilityLevel)) return compatibilityLevel as typeof COMPATIBILITY.BACKWARD_TRANSITIVE;
  const body = JSON.stringify({ compatibility: COMPATIBILITY.BACKWARD_TRANSITIVE });
  const set = await fetch(url, { method: 'PUT', body, headers: { 'content-type': CONTENT_TYPE }, signal: signal() });
  if (!set.ok) throw statusError(set.status, url);
  return COMPATIBILITY.BACKWARD_TRANSITIVE;
}

/** What the reader of `schema` could not make of data written with `earlier`, in avsc's words; undefined when it could. */
function differenceFrom(compile: CompileType, earlier: unknown, schema: AvroSchema): string | undefined {
  try {
    compile(schema).createResolver(compile(earlier));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : undefined;
  }
}

/** Repeats what fails for want of an answer; an answer that says no is final. */
async function patiently<T>(options: RegistryOptions, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await within(options.timeoutMs * 4, ask(), 'the schema registry');
    } catch (error) {
      if (error instanceof FailureError) throw error;
      const status = statusOf(error);
      if (status !== undefined && FINAL.has(status)) throw refused(error);
      // A conflict that lasts is none between processes.
      if (attempt >= options.attempts) throw status === 409 ? refused(error) : unavailable(error);
    }
    await new Promise((resolve) => setTimeout(resolve, options.attemptPauseMs));
  }
}

function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

function statusError(status: number, url: string): Error {
  return Object.assign(new Error(`${url} answered ${status}`), { status });
}

function refused(cause: unknown): FailureError {
  const message = `the schema registry refused: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new FailureError({ class: 'invalid', scope: 'system', evidence: { message } }, { cause });
}

function unavailable(cause: unknown): FailureError {
  const message = `the schema registry does not answer: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new FailureError({ class: 'transient', scope: 'system', evidence: { message } }, { cause });
}
