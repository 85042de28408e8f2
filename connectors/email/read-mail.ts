/** MIME -> what a ticket needs of a mail, as JSON. Attachments are named, not carried. */
import { createHash } from 'node:crypto';
import type { Address, Email } from 'postal-mime';
import { textOfHtml } from './text-of-html.ts';

const MAX_TEXT = 200_000;
const MAX_LIST = 100;
const MAX_HEADER = 500;

/** Headers that say that a program sent the mail, or why it came back (RFC 3834, 5436; the X- ones are those of Exchange, Google and others). */
const TOLD = [
  'auto-submitted',
  'precedence',
  'x-autoreply',
  'x-autorespond',
  'x-auto-response-suppress',
  'list-id',
  'list-unsubscribe',
  'x-failed-recipients',
  'x-junctor-key',
  'importance',
  'x-priority',
  'return-path',
  'content-type',
] as const;

const ids = (text: string | undefined): readonly string[] => (text?.match(/<[^<>\s]{1,200}>/g) ?? []).slice(0, MAX_LIST);
const one = (address: Address | undefined) => (address?.address ? { name: address.name ?? '', address: address.address } : null);
const all = (addresses: readonly Address[] | undefined) =>
  (addresses ?? []).flatMap((address) => (address.group ?? [address]).map(({ address: text }) => text ?? '')).filter((text) => text !== '');

function headersOf({ headers }: Email): Record<string, string> {
  const found = TOLD.map((name) => [name, headers.find(({ key }) => key === name)?.value] as const);
  return Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value.slice(0, MAX_HEADER)]])));
}

const sizeOf = (content: ArrayBuffer | Uint8Array | string): number => (typeof content === 'string' ? content.length : content.byteLength);

function told(mail: Email, body: Buffer) {
  const text = mail.text?.trim() || textOfHtml((mail.html ?? '').slice(0, MAX_TEXT * 4));
  const [messageId] = ids(mail.messageId);
  return {
    // A mail without one (RFC 5322 asks for it, and not every program obeys) is known by what it is.
    messageId: messageId ?? `<${createHash('sha256').update(body).digest('hex').slice(0, 32)}@without-message-id>`,
    inReplyTo: ids(mail.inReplyTo)[0] ?? null,
    references: ids(mail.references),
    from: one(mail.from),
    to: all(mail.to).slice(0, MAX_LIST),
    cc: all(mail.cc).slice(0, MAX_LIST),
    subject: mail.subject ?? null,
    date: mail.date ?? null,
    text: text.slice(0, MAX_TEXT).toWellFormed(),
    cut: text.length > MAX_TEXT,
    attachments: mail.attachments
      .slice(0, MAX_LIST)
      .map(({ filename, mimeType, content }) => ({ name: filename ?? '(without a name)', type: mimeType, bytes: sizeOf(content) })),
    headers: headersOf(mail),
  };
}

/** JSON of the mail; null when it is none (no From, no Date, no Subject and no Message-ID), or nested too deep. Never throws. */
export async function readMail(body: Buffer): Promise<Buffer | null> {
  const { default: PostalMime } = await import('postal-mime');
  try {
    const mail = await PostalMime.parse(body, { maxNestingDepth: 30, maxHeadersSize: 500_000, maxRfc822NestingDepth: 0 });
    if (mail.from === undefined && mail.date === undefined && mail.subject === undefined && mail.messageId === undefined) return null;
    return Buffer.from(JSON.stringify(told(mail, body)));
  } catch {
    return null; // what it holds is parked as it came
  }
}
