import { z } from 'zod';
import { FailureError } from '#libs/failures';
import { EditError } from '#libs/review';
import type { Declined } from '#libs/state';

export interface ApiRequest {
  readonly method: string;
  /** Below /api, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly actor: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

export const ok = (body: unknown): ApiAnswer => ({ status: 200, body });

/** What is wrong, and what to do next. */
export function refusal(status: number, message: string, hint: string): ApiAnswer {
  return { status, body: { error: { message, hint } } };
}

/** An answer thrown from within. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly answer: ApiAnswer;

  constructor(status: number, message: string, hint: string) {
    super(message);
    this.answer = refusal(status, message, hint);
  }
}

export function declined({ why, text, next }: Declined): ApiAnswer {
  return refusal(why === 'not-found' || why === 'nothing-selected' ? 404 : 409, text, next);
}

/** JSON of a body in the shape that its route takes. @throws ApiError 400. */
export function parse<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiError(
    400,
    `${issue?.path.join('.') || 'the request'}: ${issue?.message ?? 'not understood'}`,
    'see the reference of the API',
  );
}

export function jsonBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiError(400, 'the body is not JSON', 'send a JSON object');
  }
}

/** Nothing of an unexpected error but that there was one. */
export function answerOf(error: unknown): ApiAnswer | null {
  if (error instanceof ApiError) return error.answer;
  if (error instanceof EditError) return refusal(422, error.message, error.hint);
  if (error instanceof FailureError && (error.failure.class === 'down' || error.failure.class === 'transient'))
    return refusal(503, 'Postgres does not answer', 'try again in a while');
  return null;
}
