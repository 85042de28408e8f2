/** An SSH server that serves one folder by SFTP, with a panel over HTTP at a port of its own. Its host key is made at the start. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import { createFaultPanel, panelAnswer, type RunningServer, startServer } from '#simulators/kit';
import { serveFolder } from './folder.ts';

export interface SftpOptions {
  /** Port of the panel. */
  readonly port: number;
  readonly sftpPort: number;
  readonly folder: string;
  readonly requests: string | null;
  readonly user: string;
  readonly password: string;
}

export async function startSftp(options: SftpOptions): Promise<RunningServer> {
  const faults = createFaultPanel({}, 1);
  const connections = new Set<Connection>();
  const hostKey = ssh2.utils.generateKeyPairSync('ed25519').private;
  const counters = { requests: 0, refused: 0 };

  function authenticate(context: AuthContext): void {
    const fits =
      context.method === 'password' && context.username === options.user && faults.secrets(options.password).includes(context.password);
    if (fits && !faults.settings.authExpired) context.accept();
    else {
      if (context.method === 'password') counters.refused += 1; // a client asks first whether it needs one
      context.reject(['password']);
    }
  }

  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => connections.delete(connection)); // a client that is gone
    connection.on('authentication', authenticate);
    connection.on('session', (accept) => {
      accept().on('sftp', (open) => {
        const fault = (): 'cut' | 'refuse' | null => {
          counters.requests += 1;
          if (faults.fate(true).kind === 'reset') return 'cut';
          return faults.intercept() === null ? null : 'refuse';
        };
        serveFolder(open(), options.folder, fault, () => connection.end());
      });
    });
  });
  server.listen(options.sftpPort, '127.0.0.1');
  await once(server, 'listening');
  const parsed = ssh2.utils.parseKey(hostKey);
  const key = parsed instanceof Error ? Buffer.alloc(0) : parsed.getPublicSSH();
  const state = {
    address: `sftp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hostKey: `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`,
  };
  const panel = { faults, counters: () => counters, state: () => state, switches: () => ({}), change: () => undefined };
  const http = await startServer(
    options.port,
    async (request, body) => panelAnswer(panel, request.method ?? 'GET', new URL(request.url ?? '/', 'http://panel').pathname, body),
    null,
    options.requests,
  );
  const close = async (): Promise<void> => {
    await http.close();
    for (const connection of connections) connection.end();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: http.url, port: http.port, close };
}
