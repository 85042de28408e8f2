/** Opens the connections of a client that has a way of its own: through its proxy, with its certificates, by the same guard as any other. */
import { isIP, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { FailureError } from '#libs/failures';
import { CHECKED } from './checked.ts';
import { errorCode, errorMessage } from './error-code.ts';
import type { OwnCertificates } from './own-certificates.ts';
import { excerpt } from './redact.ts';
import { deniedAddress, type GuardOptions, guardedLookup, PRIVATE_NETWORKS } from './ssrf.ts';
import { tlsRow } from './tls-failure.ts';
import { openTunnel } from './tunnel.ts';
import type { Way } from './way.ts';

/**
 * TLS 1.3 tells a client that its certificate was not accepted only after its side of the handshake is done. A server that accepts it sends a
 * ticket at once; one that sends none makes every new connection this much slower.
 */
const ACCEPTED_WITHIN_MS = 300;

type Connect = buildConnector.connector;
type Asked = Parameters<Connect>[0];

function contextOf({ ca, certificate, key }: OwnCertificates): SecureContext {
  try {
    return createSecureContext({
      minVersion: CHECKED.minVersion,
      ...(ca && { ca }),
      ...(certificate && { cert: certificate }),
      ...(key && { key }),
    });
  } catch (error) {
    const message = `The certificates of the system cannot be used (${excerpt(errorMessage(error))})`;
    throw new FailureError({ class: 'auth', scope: 'credential', evidence: { message, field: 'tls' } }, { cause: error });
  }
}

const notAccepted = (host: string, cause: unknown): FailureError => {
  const message = `${host}: closed the connection when it was shown the client certificate`;
  const hint = 'It may not accept it: compare its log, and who issued `spec.tls.certificate`';
  return new FailureError({ class: 'down', scope: 'system', evidence: { message, code: errorCode(cause), hint } }, { cause });
};

/** Settles once the server has shown that it lets us in, or let the time pass. Throws when it broke off; what it said comes as it is. */
async function letIn(socket: TLSSocket, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ACCEPTED_WITHIN_MS);
  const onError = (error: unknown): void => reject(tlsRow(errorCode(error)) === null ? notAccepted(host, error) : error);
  const onClose = (): void => reject(notAccepted(host, null));
  socket.on('session', resolve).on('error', onError).on('close', onClose);
  try {
    await promise;
    // The event comes from within the reading of the socket, which must not be written to before that is over.
    await setImmediate();
  } finally {
    clearTimeout(timer);
    socket.off('session', resolve).off('error', onError).off('close', onClose);
  }
}

/** The proxy is named by who set the system up: it may be in any private network, and on this host where that is allowed. */
const proxyGuard = ({ allowLoopback }: GuardOptions): GuardOptions => ({ allowLoopback, privateNetworks: PRIVATE_NETWORKS });

function guardedAddress(host: string, guard: GuardOptions): Promise<string> {
  return new Promise((resolve, reject) =>
    guardedLookup(guard)(host, {}, (error, address) => (error === null ? resolve(String(address)) : reject(error))),
  );
}

export function connectBy(way: Way, guard: GuardOptions, timeoutMs: number): Connect {
  let known: { readonly texts: string; readonly open: Connect } | null = null;

  /** Sessions are resumed only among connections of the same certificates: a resumed one is not judged anew. */
  function opener(certificates: OwnCertificates): Connect {
    const texts = JSON.stringify(certificates);
    if (known?.texts === texts) return known.open;
    const secureContext = contextOf(certificates);
    const open = buildConnector({
      rejectUnauthorized: CHECKED.rejectUnauthorized,
      secureContext,
      timeout: timeoutMs,
      lookup: guardedLookup(guard),
    });
    known = { texts, open };
    return open;
  }

  async function tunnelTo({ hostname, port, protocol }: Asked, { ca }: OwnCertificates): Promise<Socket | null> {
    const proxy = way.proxy?.();
    if (proxy === undefined) return null;
    const inside = proxyGuard(guard);
    const denied = isIP(proxy.host) === 0 ? null : deniedAddress(proxy.host, inside);
    if (denied !== null) {
      const evidence = { message: `Proxy ${proxy.host} ${denied}`, code: 'destination-denied', field: 'proxy.address' };
      throw new FailureError({ class: 'invalid', scope: 'system', evidence });
    }
    const named = isIP(hostname) !== 0 || proxy.resolve === 'proxy';
    const host = named ? hostname : await guardedAddress(hostname, guard);
    const to = { host, port: Number(port || (protocol === 'https:' ? 443 : 80)), timeoutMs };
    return await openTunnel({ ...to, proxy: { ...proxy, lookup: guardedLookup(inside), ...(ca && { ca }) } });
  }

  async function opened(asked: Asked): Promise<Socket> {
    const certificates = way.certificates?.() ?? {};
    const open = opener(certificates);
    const tunnel = await tunnelTo(asked, certificates);
    if (tunnel !== null && asked.protocol !== 'https:') return tunnel;
    const servername = way.serverName(asked.hostname) ?? asked.servername;
    const socket = await new Promise<Socket>((resolve, reject) =>
      open({ ...asked, ...(servername && { servername }), ...(tunnel && { httpSocket: tunnel }) }, (...[error, made]) =>
        error === null ? resolve(made) : reject(error),
      ),
    );
    if (certificates.certificate !== undefined && socket instanceof TLSSocket && socket.getProtocol() === 'TLSv1.3')
      await letIn(socket, asked.hostname);
    return socket;
  }

  return (asked, done) => {
    opened(asked).then(
      (socket) => done(null, socket),
      (error: Error) => done(error, null),
    );
  };
}
