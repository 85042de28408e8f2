/** An answer that is no success -> a Failure: the connector's own table first, then the defaults of reliability.md 2.3. */
import { type Failure, FailureError } from '#libs/failures';
import type { FailureRow } from './contract.ts';
import type { HttpReply } from './http.ts';
import { excerpt } from './redact.ts';
import { retryAtOf } from './told-times.ts';

const DEFAULTS: readonly FailureRow[] = [
  { status: 429, class: 'rateLimit', scope: 'endpoint', meaning: 'too many requests' },
  { status: [408, 425, 500, 502, 503, 504], class: 'transient', scope: 'record', meaning: 'a passing trouble at the destination' },
  { status: [401, 407], class: 'auth', scope: 'credential', meaning: 'the credential was not accepted' },
  { status: 403, class: 'invalid', scope: 'record', meaning: 'refused for this record' },
  { status: [404, 405, 410, 501], class: 'invalid', scope: 'record', meaning: 'the destination has no such record or action' },
  { status: [400, 409, 412, 413, 414, 415, 422], class: 'invalid', scope: 'record', meaning: 'the data was refused' },
];

function fits(row: FailureRow, answer: HttpReply): boolean {
  const { status, bodyIncludes, header } = row;
  const statusFits = status === undefined || (typeof status === 'number' ? status === answer.status : status.includes(answer.status));
  if (header !== undefined && answer.headers[header.name]?.toLowerCase().includes(header.includes.toLowerCase()) !== true) return false;
  return statusFits && (bodyIncludes === undefined || answer.body.includes(bodyIncludes));
}

/** Where a sign-in page is kept: a redirect there says that the credential counts no more. */
const SIGN_IN = /(?:^|[/.?&=_-])(?:log[_-]?in|sign[_-]?in|sso|saml2?|oauth2?|auth)(?:$|[/.?&=_-])/i;

/** Host that a redirect points to: its path and query may hold data of a record. */
function hostOf(location: string | undefined): string {
  return location !== undefined && URL.canParse(location) ? new URL(location).host : 'another path';
}

/** Every record meets it: parked one by one they would drown the one word that helps, so all of them wait (reliability.md, F20). */
function redirected(location: string | undefined): FailureRow {
  const meaning = `the address is wrong: it sends on to ${hostOf(location)}, and redirects are not followed`;
  return { class: 'down', scope: 'system', meaning, hint: "Correct the system's address" };
}

function fallback({ status, headers }: HttpReply): FailureRow {
  if (status >= 300 && status < 400 && SIGN_IN.test(headers.location ?? ''))
    return { class: 'auth', scope: 'credential', meaning: 'sent on to a sign-in page' };
  if (status >= 300 && status < 400) return redirected(headers.location);
  if (status >= 500) return { class: 'transient', scope: 'record', meaning: 'a passing trouble at the destination' };
  if (status >= 400) return { class: 'invalid', scope: 'record', meaning: 'the request was refused' };
  return { class: 'unknown', scope: 'record', meaning: 'an answer that cannot be understood' };
}

/**
 * 5xx comes from the server or from something in between (RFC 9110, 15.6), which may have passed the work on, unless it says when to come
 * again (503 with Retry-After) or that it cannot do such work at all (501, 505).
 */
const saysNothingOfTheWork = ({ status, headers }: HttpReply): boolean =>
  status >= 500 && ![501, 505].includes(status) && !(status === 503 && headers['retry-after'] !== undefined);

/** First matching row wins. `now` in epoch milliseconds. */
export function classify(rows: readonly FailureRow[], answer: HttpReply, now: number, secrets: readonly string[] = []): Failure {
  const row = [...rows, ...DEFAULTS].find((one) => fits(one, answer)) ?? fallback(answer);
  const retryAt = retryAtOf(answer.headers, now) ?? (row.waitSeconds === undefined ? null : now + row.waitSeconds * 1000);
  const limited =
    row.class === 'rateLimit' || (row.class === 'transient' && answer.headers['retry-after'] !== undefined && answer.status === 503);
  return {
    class: limited ? 'rateLimit' : row.class,
    scope: limited && row.class === 'transient' ? 'endpoint' : row.scope,
    ...(limited && retryAt !== null && { retryAt }),
    ...((limited || row.class === 'transient') && saysNothingOfTheWork(answer) && { mayHaveActed: true }),
    evidence: {
      message: `Answered ${answer.status}: ${row.meaning}`,
      code: String(answer.status),
      excerpt: excerpt(answer.body, secrets),
      ...(row.hint !== undefined && { hint: row.hint }),
    },
  };
}

const isPage = (answer: HttpReply): boolean => /^\s*<(?:!doctype html|html)/i.test(answer.body);
const isHtml = (answer: HttpReply): boolean => (answer.headers['content-type'] ?? '').includes('html') || isPage(answer);

/** A page where data was due: a sign-in page is a lost credential, any other page a system that is not there. */
function pageFailure(rows: readonly FailureRow[], answer: HttpReply): FailureRow {
  const row = rows.find((one) => one.bodyIncludes !== undefined && fits(one, answer));
  if (row !== undefined) return row;
  if (/type=["']?password|log ?in|sign ?in/i.test(answer.body))
    return { class: 'auth', scope: 'credential', meaning: 'a sign-in page instead of data' };
  return { class: 'down', scope: 'system', meaning: 'a web page instead of data' };
}

/**
 * For a destination whose success is the status alone: throws FailureError for any status but 2xx as `classify` says, and for
 * a 2xx whose body is a web page, since that was answered by something in front of the destination.
 */
export function answerDone(rows: readonly FailureRow[], answer: HttpReply, now: number, secrets: readonly string[] = []): void {
  if (answer.status < 200 || answer.status > 299) throw new FailureError(classify(rows, answer, now, secrets));
  if (isPage(answer)) throw new FailureError(classify([pageFailure(rows, answer)], answer, now, secrets));
}

/**
 * The JSON of a successful answer. Throws FailureError: for any status but 2xx as `classify` says; for a page as above;
 * for a 2xx that is neither (empty, cut off) unknown/record, since the work may well have been done.
 */
export function answerJson(rows: readonly FailureRow[], answer: HttpReply, now: number, secrets: readonly string[] = []): unknown {
  if (answer.status < 200 || answer.status > 299) throw new FailureError(classify(rows, answer, now, secrets));
  if (isHtml(answer)) throw new FailureError(classify([pageFailure(rows, answer)], answer, now, secrets));
  try {
    return JSON.parse(answer.body);
  } catch (error) {
    const row: FailureRow = { class: 'unknown', scope: 'record', meaning: 'the answer is not JSON' };
    throw new FailureError(classify([row], answer, now, secrets), { cause: error });
  }
}
