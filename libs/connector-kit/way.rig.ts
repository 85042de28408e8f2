/** Ends of a way for tests, all on loopback: a server that speaks TLS, and a proxy that notes what it was asked for. */
import { once } from 'node:events';
import { createServer as createHttpsServer, type Server as HttpsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';

interface Closed {
  close(): void;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

export interface TlsDesk extends Closed {
  readonly port: number;
  readonly server: HttpsServer;
  /** Whose certificate came with each request; '' for none. */
  readonly seen: string[];
}

/** Answers 200 to any request, and closes the connection after it. */
export async function tlsDesk(options: ServerOptions): Promise<TlsDesk> {
  const seen: string[] = [];
  const server = createHttpsServer(options, (request, response) => {
    const peer = (request.socket as TLSSocket).getPeerCertificate();
    seen.push(peer.subject?.CN === undefined ? '' : String(peer.subject.CN));
    request.resume().on('end', () => response.writeHead(200, { connection: 'close' }).end('taken'));
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const port = await listening(server);
  return {
    port,
    server,
    seen,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface TestProxy extends Closed {
  readonly port: number;
  /** Heads of the requests, as they came. */
  readonly asked: string[];
}

/**
 * `answer`: what it says instead of letting through; null lets through to `port` of this host, whatever was asked for. `own`: key and
 * certificate of a proxy that is itself spoken to over TLS.
 */
export async function testProxy(
  port: number,
  answer: (head: string) => string | null | Promise<string | null> = () => null,
  own: TlsOptions | null = null,
): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy());
  };
  async function serve(socket: Socket, head: string): Promise<void> {
    asked.push(head);
    const said = await answer(head);
    if (said === '') return void socket.destroy();
    if (said !== null) return void socket.write(said);
    const far = keep(connect(port, '127.0.0.1'));
    far.once('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\nvia: 1.1 test\r\n\r\n');
      socket.pipe(far).pipe(socket);
    });
    far.once('close', () => socket.destroy());
  }
  const onSocket = (socket: Socket): void => {
    keep(socket).once('data', (chunk) => {
      serve(socket, chunk.toString()).catch(() => socket.destroy());
    });
  };
  const server = own === null ? createServer(onSocket) : createTlsServer(own, onSocket);
  return {
    port: await listening(server),
    asked,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
