/** An SSH server that serves one folder by SFTP, with a panel over HTTP at a port of its own. Its host key is made at the start. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type AuthenticationType, type Connection, type ParsedKey } from 'ssh2';
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
  /** Public key that may sign in instead of the password, as OpenSSH writes it (`ssh-ed25519 AAAA...`); null = passwords only. */
  readonly key: string | null;
}

type Asked = Extract<AuthContext, { method: 'publickey' }>;

/** A client asks first whether a key would do, unsigned, and proves afterwards that it has it. */
function proves(asked: Asked, key: ParsedKey): boolean {
  if (!asked.key.data.equals(key.getPublicSSH())) return false;
  if (asked.signature === undefined || asked.blob === undefined) return true;
  return key.verify(asked.blob, asked.signature, asked.hashAlgo) === true;
}

function parsedKey(text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw new RangeError('the key is no public key in the form of OpenSSH');
  return key;
}

export async function startSftp(options: SftpOptions): Promise<RunningServer> {
  const faults = createFaultPanel({}, 1);
  const connections = new Set<Connection>();
  const hostKey = ssh2.utils.generateKeyPairSync('ed25519').private;
  const counters = { requests: 0, refused: 0 };
  const key = options.key === null ? null : parsedKey(options.key);
  const methods: AuthenticationType[] = key === null ? ['password'] : ['password', 'publickey'];

  function authenticate(context: AuthContext): void {
    const { method } = context;
    const fits =
      context.username === options.user &&
      ((method === 'password' && faults.secrets(options.password).includes(context.password)) ||
        (method === 'publickey' && key !== null && proves(context, key)));
    if (fits && !faults.settings.authExpired) context.accept();
    else {
      if (method === 'password' || method === 'publickey') counters.refused += 1; // a client asks first whether it needs one
      context.reject(methods);
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
  const shown = parsed instanceof Error ? Buffer.alloc(0) : parsed.getPublicSSH();
  const state = {
    address: `sftp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hostKey: `SHA256:${createHash('sha256').update(shown).digest('base64').replace(/=+$/, '')}`,
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
