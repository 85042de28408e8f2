/** What the replies of a mail server mean. Source: RFC 5321 (4.2), RFC 3463 and 5248 for enhanced codes, RFC 4954 for signing in. */
import { excerpt, type Failure, type FailureRow } from '#libs/connector-kit';

const ACCOUNT = 'See whether user and password are right, and whether the account may still sign in';
const SENDER = 'Let the account send as the address of `send.from`, or change that address';

/** First match wins; `bodyIncludes` is looked for in the whole reply. What no row has is temporary below 500 and a refusal above, as SMTP says. */
export const failures: readonly FailureRow[] = [
  { status: 421, bodyIncludes: '4.7.', class: 'rateLimit', scope: 'endpoint', waitSeconds: 60, meaning: 'too many mails or connections' },
  { status: 421, class: 'down', scope: 'system', meaning: 'the server is closing down or overloaded' },
  { status: 450, bodyIncludes: '4.2.1', class: 'rateLimit', scope: 'endpoint', waitSeconds: 60, meaning: 'too many mails to this mailbox' },
  {
    status: 450,
    class: 'transient',
    scope: 'record',
    meaning: 'the mailbox is busy, or the server wants to be asked again later (greylisting)',
  },
  { status: 451, bodyIncludes: '4.7.', class: 'rateLimit', scope: 'endpoint', waitSeconds: 60, meaning: 'too many mails' },
  { status: 451, class: 'transient', scope: 'record', meaning: 'a passing trouble of the server' },
  { status: 452, class: 'transient', scope: 'record', meaning: 'the server is short of room' },
  { status: 454, class: 'down', scope: 'system', meaning: 'TLS or signing in is not to be had for now' },
  { status: [530, 534, 535, 538], class: 'auth', scope: 'credential', meaning: 'the server did not accept the account', hint: ACCOUNT },
  { status: 552, bodyIncludes: '5.2.2', class: 'invalid', scope: 'record', meaning: 'the mailbox is full' },
  { status: [523, 552], class: 'invalid', scope: 'record', meaning: 'the mail is larger than the server takes' },
  {
    status: 550,
    bodyIncludes: '5.7.60',
    class: 'invalid',
    scope: 'system',
    meaning: 'the account may not send as this address',
    hint: SENDER,
  },
  { status: 550, class: 'invalid', scope: 'record', meaning: 'there is no such mailbox, or it takes no mail from here' },
  { status: [551, 553], class: 'invalid', scope: 'record', meaning: 'the address was refused' },
  { status: 554, class: 'invalid', scope: 'record', meaning: 'the mail was refused' },
];

const TEMPORARY: FailureRow = { class: 'transient', scope: 'record', meaning: 'refused for now' };
const PERMANENT: FailureRow = { class: 'invalid', scope: 'record', meaning: 'refused for good' };

const fits = ({ status, bodyIncludes }: FailureRow, code: number, reply: string): boolean =>
  (typeof status === 'number' ? status === code : status?.includes(code) === true) &&
  (bodyIncludes === undefined || reply.includes(bodyIncludes));

/** `code` is the three digits of the reply. A reply of 4 or 5 says that the mail was not taken. `now` in epoch milliseconds. */
export function smtpFailure(code: number, reply: string, now: number, secrets: readonly string[] = []): Failure {
  const row = failures.find((one) => fits(one, code, reply)) ?? (code < 500 ? TEMPORARY : PERMANENT);
  return {
    class: row.class,
    scope: row.scope,
    ...(row.waitSeconds !== undefined && { retryAt: now + row.waitSeconds * 1_000 }),
    evidence: {
      message: `The mail server answered ${code}: ${row.meaning}`,
      code: String(code),
      excerpt: excerpt(reply, secrets),
      ...(row.hint !== undefined && { hint: row.hint }),
    },
  };
}
