/** Where mails go: a host that the guard lets through, and whether TLS begins with the connection or by STARTTLS. */
import { isIP, type LookupFunction } from 'node:net';
import { FailureError, type GuardOptions, guardAddress, guardedLookup, type Way } from '#libs/connector-kit';
import type { Sending } from './settings.ts';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  readonly lookup: LookupFunction;
  /** Certificates of its own. */
  readonly way?: Way | undefined;
}

function refuse(message: string, expected: string): FailureError {
  const evidence = { message, field: 'address', expected, hint: "Correct the system's address or `settings.send.tls`" };
  return new FailureError({ class: 'invalid', scope: 'system', evidence });
}

const isThisHost = (host: string): boolean => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** Throws FailureError (invalid, system) when it is no address of a mail server, or one that must not be talked to. */
export function mailServer(address: string, { tls, auth }: Sending, options: GuardOptions, way?: Way): MailServer {
  const given = /^(smtps?):\/\/([^/?#]+)\/?$/i.exec(address);
  if (given === null) throw refuse('The address is none of a mail server', 'smtp://host:587 or smtps://host:465');
  const [, scheme = '', authority = ''] = given;
  const secure = scheme.toLowerCase() === 'smtps';
  // As https, so that every form of writing a host is seen through as for any other destination.
  const url = guardAddress(`https://${authority}`, options);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const named = /:(\d+)$/.exec(authority)?.[1];
  if (tls === 'none' && auth !== undefined && !isThisHost(host))
    throw refuse('A password would travel in clear text', 'tls: required, or a server on this host');
  return { host, port: Number(named ?? (secure ? 465 : 587)), secure, lookup: guardedLookup(options), way };
}
