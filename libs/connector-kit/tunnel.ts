/** A connection through an HTTP proxy (RFC 9110 9.3.6, CONNECT). What fails here has sent nothing to the destination. */
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Failure, FailureError } from '#libs/failures';
import { CHECKED } from './checked.ts';
import { errorCode } from './error-code.ts';
import { tlsRow } from './tls-failure.ts';

export interface Tunnel {
  readonly proxy: {
    readonly host: string;
    readonly port: number;
    /** It is spoken to over TLS; its certificate is checked against `ca` (PEM), or the public authorities. */
    readonly secure: boolean;
    readonly ca?: string;
    readonly authorization: string | null;
    readonly lookup: LookupFunction;
  };
  /** Where it leads: an address or a name, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}

const MAX_HEAD_BYTES = 16 * 1024;
const END_OF_HEAD = '\r\n\r\n';

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

type Said = Pick<Failure, 'class' | 'scope'> & { readonly message: string; readonly hint: string };

function failure({ proxy }: Tunnel, said: Said, code: string, cause?: unknown): FailureError {
  const { message, hint, ...kind } = said;
  const evidence = { message: `Proxy ${bracketed(proxy.host)}:${proxy.port}: ${message}`, code, hint };
  return new FailureError({ ...kind, evidence }, { cause });
}

/** What a proxy's refusal means, by its status. */
function saidBy(status: number, to: string): Said {
  if (status === 407) {
    const hint = "Correct or renew the secret of the system's `spec.proxy.auth`";
    return { class: 'auth', scope: 'credential', message: 'it does not accept who asks', hint };
  }
  if (status === 429 || status >= 500) {
    const hint = 'Ask who runs the proxy, if the system itself is there';
    return { class: 'down', scope: 'system', message: `it does not reach ${to}`, hint };
  }
  const hint = 'Who runs the proxy has to let it through; a proxy that goes by names is given them with `spec.proxy.resolve: proxy`';
  return { class: 'invalid', scope: 'system', message: `it does not let through to ${to}`, hint };
}

const OWN_CERTIFICATE = 'It is about the proxy itself: name its authority in `spec.tls.ca`, and the proxy as its certificate does';

const NO_PROXY: Said = {
  ...{ class: 'down', scope: 'system', message: 'what answers there is no proxy' },
  hint: "Compare the address in the system's `spec.proxy`",
};

/** Throws FailureError unless the head is that of a success and nothing follows it: the destination speaks only once it is spoken to. */
function judge(tunnel: Tunnel, head: Buffer): void {
  const text = head.toString('latin1');
  const status = Number(/^HTTP\/1\.[01] ([2-5]\d\d)(?: |\r)/.exec(text)?.[1]);
  if (Number.isNaN(status)) throw failure(tunnel, NO_PROXY, 'no-proxy');
  if (status >= 300) throw failure(tunnel, saidBy(status, `${bracketed(tunnel.host)}:${tunnel.port}`), String(status));
  if (text.indexOf(END_OF_HEAD) + END_OF_HEAD.length !== text.length) throw failure(tunnel, NO_PROXY, 'no-proxy');
}

function request({ proxy, host, port }: Tunnel): string {
  const to = `${bracketed(host)}:${port}`;
  const authorization = proxy.authorization === null ? '' : `Proxy-Authorization: ${proxy.authorization}\r\n`;
  return `CONNECT ${to} HTTP/1.1\r\nHost: ${to}\r\n${authorization}\r\n`;
}

/** Reads up to the end of the proxy's answer, and leaves the socket as it found it. */
async function headOf(socket: Socket, tunnel: Tunnel): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let head = Buffer.alloc(0);
  const onReadable = (): void => {
    for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null) {
      head = Buffer.concat([head, chunk]);
      if (head.includes(END_OF_HEAD)) resolve(head);
      else if (head.length > MAX_HEAD_BYTES) reject(failure(tunnel, NO_PROXY, 'no-proxy'));
    }
  };
  const onConnect = (): unknown => socket.write(request(tunnel));
  const connected = tunnel.proxy.secure ? 'secureConnect' : 'connect';
  const onClose = (): void => reject(Object.assign(new Error('closed before it answered'), { code: 'ECONNRESET' }));
  // Errors are heard for as long as it lives: whoever it is handed to hears those of TLS.
  socket.on('error', reject).on('readable', onReadable).on(connected, onConnect).on('close', onClose);
  try {
    return await promise;
  } finally {
    socket.off('readable', onReadable).off(connected, onConnect).off('close', onClose);
  }
}

/** What is told to a proxy over TLS is told to whom its certificate names, or to nobody. */
function socketTo({ proxy: { host, port, lookup, secure, ca } }: Tunnel): Socket {
  if (!secure) return connect({ host, port, lookup });
  const name = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ ...CHECKED, ...name, host, port, lookup, ...(ca !== undefined && { ca }) });
}

/** A socket whose other end is the destination's. Throws FailureError: auth/credential (407), invalid/system (not let through), down/system. */
export async function openTunnel(tunnel: Tunnel): Promise<Socket> {
  const { timeoutMs } = tunnel;
  const socket = socketTo(tunnel);
  const late = (): unknown => socket.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
  const timer = setTimeout(late, timeoutMs);
  try {
    judge(tunnel, await headOf(socket, tunnel));
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof FailureError) throw error;
    const code = errorCode(error);
    const tls = tunnel.proxy.secure ? tlsRow(code) : null;
    if (tls !== null) throw failure(tunnel, { ...tls, message: `${tls.meaning} (${code})`, hint: OWN_CERTIFICATE }, code, error);
    const hint = "Compare the system's `spec.proxy` with what its network has";
    throw failure(tunnel, { class: 'down', scope: 'system', message: `no connection (${code})`, hint }, code, error);
  } finally {
    clearTimeout(timer);
  }
}
