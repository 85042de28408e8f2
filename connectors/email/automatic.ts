/** Whether a program sent a mail, so that two programs never answer each other for ever (RFC 3834). */
import type { SourceReader } from '#libs/connector-kit';

export type Automatic =
  | { readonly kind: 'person' }
  /** Sent by a program on its own account: an alert, a newsletter. */
  | { readonly kind: 'program'; readonly why: string }
  /** Sent because of another mail: never to be taken for something new. */
  | { readonly kind: 'reaction'; readonly why: string };

const BOUNCES = /^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@/i;

function reactionOf(header: (name: string) => string, from: string): string | null {
  if (header('x-junctor-key') !== '') return 'it is a mail of this system itself, or carries one';
  if (header('return-path') === '<>') return 'it has an empty Return-Path, as bounces have';
  if (/^multipart\/report/i.test(header('content-type'))) return 'it is a delivery report';
  if (header('x-failed-recipients') !== '') return 'it names recipients that a mail did not reach';
  if (BOUNCES.test(from)) return `it is from ${from}`;
  if (/^auto-(?:replied|notified)/i.test(header('auto-submitted'))) return `Auto-Submitted is ${header('auto-submitted')}`;
  if (/^auto[_-]?reply$/i.test(header('precedence'))) return `Precedence is ${header('precedence')}`;
  if (header('x-autoreply') !== '' || header('x-autorespond') !== '') return 'it says that it is an automatic reply';
  return null;
}

function programOf(header: (name: string) => string): string | null {
  const submitted = header('auto-submitted');
  if (submitted !== '' && !/^no\b/i.test(submitted)) return `Auto-Submitted is ${submitted}`;
  if (/^(?:bulk|list|junk)$/i.test(header('precedence'))) return `Precedence is ${header('precedence')}`;
  if (header('list-id') !== '' || header('list-unsubscribe') !== '') return 'it came over a mailing list';
  return null;
}

export function automatic(read: SourceReader): Automatic {
  const header = (name: string): string => (read.text(`headers.${name}`) ?? '').trim();
  const reaction = reactionOf(header, read.text('from.address') ?? '');
  if (reaction !== null) return { kind: 'reaction', why: reaction };
  const program = programOf(header);
  return program === null ? { kind: 'person' } : { kind: 'program', why: program };
}
