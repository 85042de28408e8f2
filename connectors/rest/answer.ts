/** What an answer says: a failure by the table of the system file, or the values that were asked for. */
import {
  answerDone,
  answerJson,
  classify,
  excerpt,
  type Failure,
  FailureError,
  type FailureRow,
  type HttpReply,
  PROBE_REFUSED,
  readJson,
  readXml,
  type Written,
} from '#libs/connector-kit';
import { holds } from './condition.ts';
import { readAt } from './path.ts';
import { unreadable } from './refuse.ts';
import type { Place, SettingsRow, WriteCall } from './settings/call.ts';
import type { Settings } from './settings.ts';
import { asText, render, type Scope, templateOf } from './template.ts';

export interface ReadAnswer {
  readonly reply: HttpReply;
  /** undefined when the answer has no body that reads as data. */
  readonly value: unknown;
}

/** A failure that the system itself answered, with what it answered. */
export class RefusalError extends FailureError {
  // Hidden from whoever prints the error: an answer may repeat the secret that it was asked with.
  readonly #answer: ReadAnswer;
  constructor(failure: Failure, answer: ReadAnswer) {
    super(failure);
    this.#answer = answer;
  }

  get answer(): ReadAnswer {
    return this.#answer;
  }
}

/** Whether this is an answer of one of these statuses. */
export function isRefusal(error: unknown, statuses: readonly number[]): error is RefusalError {
  return error instanceof RefusalError && statuses.includes(error.answer.reply.status);
}

type Format = Settings['answers'];

/** undefined when it does not read. */
function dataOf(format: Format, body: string): unknown {
  if (body.trim() === '') return undefined;
  if (format === 'form') return Object.fromEntries(new URLSearchParams(body));
  const reading = format === 'xml' ? readXml(body) : readJson(Buffer.from(body));
  return reading.kind === 'value' ? reading.value : undefined;
}

function fits(row: SettingsRow, { reply, value }: ReadAnswer): boolean {
  if (row.status !== undefined && ![row.status].flat().includes(reply.status)) return false;
  if (row.bodyIncludes !== undefined && !reply.body.includes(row.bodyIncludes)) return false;
  if (row.header !== undefined && reply.headers[row.header.name]?.toLowerCase().includes(row.header.includes.toLowerCase()) !== true)
    return false;
  return row.when === undefined || holds(row.when, value);
}

/** The row as the kit knows it, its own conditions already found to hold. */
const bare = ({ class: kind, scope, meaning, waitSeconds }: SettingsRow): FailureRow => ({
  class: kind,
  scope,
  meaning,
  ...(waitSeconds !== undefined && { waitSeconds }),
});

/** Adds what the system says of it, where it says so; `secrets` are never shown. */
function explained(settings: Settings, value: unknown, { evidence, ...failure }: Failure, secrets: readonly string[]): Failure {
  const said = settings.explains.message === undefined ? undefined : asText(readAt(value, settings.explains.message));
  const field = settings.explains.field === undefined ? undefined : asText(readAt(value, settings.explains.field));
  const message = said === undefined ? evidence.message : `${evidence.message}: ${excerpt(said, secrets).slice(0, 200)}`;
  return { ...failure, evidence: { ...evidence, message, ...(field !== undefined && { field: excerpt(field, secrets).slice(0, 80) }) } };
}

const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

/** A body is needed when something is read from it; a change that answers 204 has none. */
export type Needs = 'data' | 'nothing';

/** What hangs on an answer: work that may have been done, a question, or nothing but whether we are let in. */
export type CallKind = 'write' | 'read' | 'probe';

export interface AnswerReader {
  /** Throws FailureError for what is no success by the file; `secrets` are never shown. */
  read(reply: HttpReply, needs: Needs, kind: CallKind, secrets: readonly string[]): ReadAnswer;
}

export function createAnswerReader(settings: Settings): AnswerReader {
  function classified(answer: ReadAnswer, row: FailureRow | undefined, secrets: readonly string[]): RefusalError {
    const failure = classify(row === undefined ? [] : [row], answer.reply, Date.now(), secrets);
    return new RefusalError(explained(settings, answer.value, failure, secrets), answer);
  }

  /** A page where data was due, or nothing at all: the kit knows what that means. */
  function checkBody(answer: ReadAnswer, needs: Needs, secrets: readonly string[]): void {
    answerDone([], answer.reply, Date.now(), secrets);
    if (answer.value !== undefined || needs === 'nothing') return;
    if (settings.answers === 'json') answerJson([], answer.reply, Date.now(), secrets);
    throw unreadable(`The answer is not ${settings.answers.toUpperCase()}`, settings.answers);
  }

  function checkSuccess(answer: ReadAnswer, isWrite: boolean, secrets: readonly string[]): void {
    const broken = answer.value === undefined ? undefined : settings.success.find((condition) => !holds(condition, answer.value));
    if (broken === undefined) return;
    const meaning = `an answer of success in which ${broken.path} is not what success is`;
    throw classified(answer, { class: isWrite ? 'unknown' : 'transient', scope: 'record', meaning }, secrets);
  }

  return {
    read(reply, needs, kind, secrets) {
      const answer = { reply, value: dataOf(settings.answers, reply.body) };
      if (kind === 'probe' && reply.status === 403) throw classified(answer, PROBE_REFUSED, secrets);
      const row = settings.errors.find((one) => fits(one, answer));
      // A row without a status and with words only is about refusals: a success may well hold the same words.
      const counts = row !== undefined && (!isSuccess(reply.status) || row.status !== undefined || row.when !== undefined);
      if (counts || !isSuccess(reply.status)) throw classified(answer, row === undefined ? undefined : bare(row), secrets);
      checkBody(answer, needs, secrets);
      checkSuccess(answer, kind === 'write', secrets);
      return answer;
    },
  };
}

/** The text at a place of an answer; undefined when there is none. */
export function placed(place: Place, { reply, value }: ReadAnswer, scope: Scope): string | undefined {
  if (typeof place === 'string') {
    const found = readAt(value, place);
    return typeof found === 'object' ? undefined : asText(found);
  }
  if ('text' in place) return render(templateOf(place.text), { ...scope, answer: value }, String);
  const header = reply.headers[place.header.toLowerCase()];
  if (header === undefined || !place.last) return header;
  const last = header.split(/[?#]/)[0]?.replace(/\/+$/, '').split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // URIError: a % that begins no escape is meant as it stands
  }
}

const MAX_ID = 300;

/**
 * `known` is the id when it is known already. Throws FailureError (unknown, record) when the answer names no id, or another one;
 * (invalid, system) when it shows that our key was not kept.
 */
export function writtenFrom(asked: WriteCall['answer'], answer: ReadAnswer, scope: Scope, known: string | null): Written {
  const read = asked.id === undefined ? undefined : placed(asked.id, answer, scope);
  const remoteId = known ?? read ?? '';
  if (remoteId === '' || remoteId.length > MAX_ID)
    throw unreadable('The answer names no id of the record', JSON.stringify(asked.id ?? null));
  if (known !== null && read !== undefined && read !== known) throw unreadable('The answer is about another record', `the record ${known}`);
  const carried = asked.carries === undefined ? undefined : readAt(answer.value, asked.carries);
  if (asked.carries !== undefined && known === null && !carries(carried, asText(scope.key) ?? '')) {
    const hint = 'The user that Junctor signs in as must be allowed to write this field';
    const evidence = {
      message: `The new record ${remoteId} does not carry its key`,
      field: asked.carries,
      expected: asText(scope.key) ?? '',
      hint,
    };
    throw new FailureError({ class: 'invalid', scope: 'system', evidence });
  }
  const inside = { ...scope, id: remoteId };
  const number = asked.number === undefined ? undefined : placed(asked.number, answer, inside);
  const url = asked.url === undefined ? undefined : placed(asked.url, answer, inside);
  return { remoteId, number: number ?? null, url: url !== undefined && /^https?:\/\//.test(url) ? url : null };
}

/** Whether what stands at the place of the key is the key, or a list that holds it. */
export function carries(found: unknown, key: string): boolean {
  return Array.isArray(found) ? found.some((one) => asText(one) === key) : asText(found) === key;
}
