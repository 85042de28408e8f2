/** A record as a mail. The same delivery gives the same Message-ID at every try, so that mail systems which look for doubles find them. */
import { createHash } from 'node:crypto';
import { headlineOf, type Want } from '#libs/connector-kit';
import type { Sending } from './settings.ts';

/** RFC 5322, 2.1.1: a line has at most 998 characters; people see about 150 of a subject. */
const MAX_SUBJECT = 300;
const MAX_TEXT = 100_000;

const idOf = (what: string, { from }: Sending): string =>
  `<junctor.${createHash('sha256').update(what).digest('hex').slice(0, 32)}@${from.slice(from.lastIndexOf('@') + 1)}>`;

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`);

/** White space and control characters, line ends among them, become blanks: nothing of a record begins a header. */
const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();

function textOf(key: string, want: Want): string {
  const { facts, description } = headlineOf(want, 'mail');
  const lines = facts.map(({ label, value }) => `${label}: ${oneLine(value)}`);
  return cut([...lines, `Reference: ${key}`, '', description ?? ''].join('\n').trimEnd().toWellFormed(), MAX_TEXT);
}

/**
 * Headers and text. All mails of one record refer to one id, so that mail programs show them as one thread. They say that a program sent
 * them (RFC 3834), so that no program answers. Throws FailureError (invalid, record) without a title.
 */
function contentOf(sending: Sending, key: string, want: Want, deliveryId: string, traceparent: string | null) {
  const thread = idOf(`thread ${key}`, sending);
  return {
    from: { name: sending.name, address: sending.from },
    to: [...sending.to],
    subject: cut(oneLine(headlineOf(want, 'mail').title), MAX_SUBJECT),
    text: textOf(key, want),
    messageId: idOf(`delivery ${deliveryId}`, sending),
    inReplyTo: thread,
    references: thread,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Junctor-Key': oneLine(key),
      ...(traceparent !== null && { traceparent }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The bytes of the mail. Throws as `contentOf` does. */
export async function mailOf(sending: Sending, key: string, want: Want, deliveryId: string, traceparent: string | null): Promise<Buffer> {
  const content = contentOf(sending, key, want, deliveryId, traceparent);
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  return new MailComposer(content).compile().build();
}
