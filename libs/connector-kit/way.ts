/**
 * How a system is reached where it is not simply over the internet: own authorities, a client certificate, a proxy (`spec.tls` and
 * `spec.proxy` of its file). Everything behind a reference is read when a connection is opened, so that what was renewed is used by the next.
 */
import { createHash } from 'node:crypto';
import { FailureError } from '#libs/failures';
import { type CertificateProblem, certificateProblem, type OwnCertificates } from './own-certificates.ts';

/** As the system's file has it; every text but `serverName` and `user` is a reference, or may be one. */
export interface WaySpec {
  readonly address?: string | undefined;
  readonly tls?:
    | (OwnCertificates & {
        /** Name that the certificate of the address is for, where it is not the address's own. */
        readonly serverName?: string | undefined;
      })
    | undefined;
  readonly proxy?:
    | {
        readonly address: string;
        readonly auth?: { readonly user: string; readonly secret: string } | undefined;
        readonly resolve?: 'here' | 'proxy' | undefined;
      }
    | undefined;
}

export interface ProxyAddress {
  /** IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** It is itself spoken to over TLS. */
  readonly secure: boolean;
  /** Value of Proxy-Authorization. */
  readonly authorization: string | null;
  /** Who looks names up: `proxy` is handed names as they are. */
  readonly resolve: 'here' | 'proxy';
}

export interface Way {
  /** PEM texts of now, fit for use. Throws FailureError: auth/credential for certificate and key, invalid/system for the authorities. */
  readonly certificates: (() => OwnCertificates) | null;
  /** The name that the certificate at this host has to hold; undefined = the host's own. */
  serverName(host: string): string | undefined;
  /** Throws FailureError: invalid/system for its address, auth/credential for its secret. */
  readonly proxy: (() => ProxyAddress) | null;
  /** References to what signs in on the way, never the secrets; empty when nothing does. */
  readonly credentials: readonly string[];
}

type Read = (reference: string) => string;

const isReference = (text: string): boolean => /^(?:env|file):/.test(text);

function refuse(field: string, message: string, expected: string): FailureError {
  const hint = `Correct \`spec.${field}\` of the system, or what it refers to`;
  return new FailureError({ class: 'invalid', scope: 'system', evidence: { message, field, expected, hint } });
}

/** A reference that can't be read is a lost credential only where it leads to one. */
function readSetting(reference: string, field: string, read: Read): string {
  try {
    return read(reference);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const evidence = { ...error.failure.evidence, field };
    throw new FailureError({ class: 'invalid', scope: 'system', evidence }, { cause: error });
  }
}

const textsOf = ({ ca, certificate, key }: OwnCertificates, read: Read): OwnCertificates => ({
  ca: ca === undefined ? undefined : readSetting(ca, 'tls.ca', read),
  certificate: certificate === undefined ? undefined : read(certificate),
  key: key === undefined ? undefined : read(key),
});

function unfit({ field, message, ...rest }: CertificateProblem): FailureError {
  const kind = field === 'ca' ? ({ class: 'invalid', scope: 'system' } as const) : ({ class: 'auth', scope: 'credential' } as const);
  return new FailureError({ ...kind, evidence: { message: `tls.${field}: ${message}`, field: `tls.${field}`, ...rest } });
}

/** A long list of authorities takes a while to read; what was fit a minute ago, and is the same, is still fit. */
const FIT_MS = 60_000;

function certificatesBy(given: OwnCertificates, read: Read): () => OwnCertificates {
  let fit = { texts: '', until: 0 };
  return () => {
    let found = textsOf(given, read);
    const now = Date.now();
    if (JSON.stringify(found) === fit.texts && now < fit.until) return found;
    let problem = certificateProblem(found, now);
    if (problem?.field === 'key') {
      // Certificate and key may have been changed between the two readings.
      found = textsOf(given, read);
      problem = certificateProblem(found, now);
    }
    if (problem !== null) throw unfit(problem);
    fit = { texts: JSON.stringify(found), until: now + FIT_MS };
    return found;
  };
}

/** Only what was read by reference may carry a user: a file of the workspace must not. */
function proxyOf({ address, auth, resolve = 'here' }: NonNullable<WaySpec['proxy']>, read: Read): ProxyAddress {
  const text = isReference(address) ? readSetting(address, 'proxy.address', read) : address;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!isPlain || (!isReference(address) && url.username + url.password !== ''))
    throw refuse('proxy.address', 'The address of the proxy is none', 'http://host:port or https://host:port');
  const inUrl = url.username === '' ? null : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const pair = auth === undefined ? inUrl : `${auth.user}:${read(auth.secret)}`;
  const secure = url.protocol === 'https:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port === '' ? (secure ? 443 : 80) : url.port),
    secure,
    authorization: pair === null ? null : `Basic ${Buffer.from(pair).toString('base64')}`,
    resolve,
  };
}

/** `address`: resolved. undefined when there is nothing of its own on the way. Reads nothing yet. `read`: as ConnectContext.secret. */
export function createWay({ address = '', tls, proxy }: WaySpec, read: Read): Way | undefined {
  if (tls === undefined && proxy === undefined) return undefined;
  const own = URL.canParse(address) ? new URL(address).hostname : null;
  const signsIn = [
    tls?.certificate,
    tls?.key,
    proxy?.auth?.secret,
    proxy !== undefined && isReference(proxy.address) ? proxy.address : null,
  ];
  return {
    certificates: tls === undefined ? null : certificatesBy(tls, read),
    serverName: (host) => (host === own?.replace(/^\[|\]$/g, '') ? tls?.serverName : undefined),
    proxy: proxy === undefined ? null : () => proxyOf(proxy, read),
    credentials: signsIn.filter((reference) => typeof reference === 'string'),
  };
}

/** Four hexadecimal digits that change when anything does that signs in on the way. Throws FailureError (auth, credential). */
export function versionOfWay({ credentials }: Way, ofSystem: string, read: Read): string {
  const hash = createHash('sha256').update(ofSystem);
  for (const reference of credentials) hash.update(`\0${read(reference)}`);
  return hash.digest('hex').slice(0, 4);
}
