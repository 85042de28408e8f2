/** A folder of an SFTP server, whose host key is the one that was written down, or nothing is said to it. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type SftpClient from 'ssh2-sftp-client';
import { type ConnectContext, errorCode, errorMessage, excerpt, FailureError, guardAddress, guardedLookup } from '#libs/connector-kit';
import type { FileEntry, Place } from './place.ts';
import type { Sftp } from './settings.ts';

const CONNECT_TIMEOUT_MS = 10_000;

interface Host {
  readonly host: string;
  readonly port: number;
}

function hostIn(address: string, { allowLoopback = false, privateNetworks }: ConnectContext): Host {
  const authority = /^sftp:\/\/([^/?#]+)\/?$/i.exec(address)?.[1];
  if (authority === undefined) {
    const evidence = { message: 'The address is none of an SFTP server', field: 'address', expected: 'sftp://host or sftp://host:22' };
    throw new FailureError({ class: 'invalid', scope: 'system', evidence });
  }
  // As https, so that every form of writing a host is seen through as for any other destination.
  const url = guardAddress(`https://${authority}`, { allowLoopback, privateNetworks });
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(/:(\d+)$/.exec(authority)?.[1] ?? 22) };
}

/** As `ssh-keygen -lf` writes it: SHA256 and base64 without its padding. */
const fingerprintOf = (key: Buffer): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

function same(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function failureOf(error: unknown, host: string, offered: string | null, expected: string): FailureError {
  if (error instanceof FailureError) return error;
  const said = errorMessage(error);
  if (/authentication methods failed/i.test(said)) {
    const message = `SFTP ${host}: the server did not accept user and key or password`;
    return new FailureError({ class: 'auth', scope: 'credential', evidence: { message } }, { cause: error });
  }
  if (/privateKey/.test(said)) {
    const message = `SFTP ${host}: nothing was sent, the private key cannot be used: ${excerpt(said.replace(/^.*privateKey:? /, ''))}`;
    const hint = 'What `settings.sftp.auth.secret` leads to has to be a private key in OpenSSH form or PEM, without a passphrase';
    return new FailureError({ class: 'auth', scope: 'credential', evidence: { message, hint } }, { cause: error });
  }
  const isOther = offered !== null && !same(offered, expected);
  const evidence = isOther
    ? {
        message: `SFTP ${host}: its host key is ${offered}`,
        expected,
        hint: 'Ask who runs the server whether the key was changed, then change `settings.sftp.hostKey`',
      }
    : { message: `SFTP ${host}: no connection (${errorCode(error)})`, code: errorCode(error), excerpt: excerpt(said) };
  return new FailureError({ class: 'down', scope: 'system', evidence }, { cause: error });
}

async function socketTo({ host, port }: Host, context: ConnectContext): Promise<Socket> {
  const { allowLoopback = false, privateNetworks } = context;
  const socket = connect({ host, port, lookup: guardedLookup({ allowLoopback, privateNetworks }) });
  const late = setTimeout(() => socket.destroy(new Error('no connection in time')), CONNECT_TIMEOUT_MS);
  try {
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return socket;
  } finally {
    clearTimeout(late);
  }
}

async function opened(sftp: Sftp, context: ConnectContext): Promise<SftpClient> {
  const at = hostIn(context.address, context);
  const { default: Client } = await import('ssh2-sftp-client');
  let offered: string | null = null;
  let sock: Socket | null = null;
  const { user: username, auth, hostKey } = sftp;
  const secret = context.secret(auth.secret);
  try {
    sock = await socketTo(at, context);
    const client = new Client('junctor', { error: () => undefined, end: () => undefined, close: () => undefined });
    await client.connect({
      ...at,
      sock,
      username,
      ...(auth.type === 'password' ? { password: secret } : { privateKey: secret }),
      readyTimeout: CONNECT_TIMEOUT_MS,
      hostVerifier: (key: Buffer) => {
        offered = fingerprintOf(key);
        return same(offered, hostKey);
      },
    });
    return client;
  } catch (error) {
    sock?.destroy(); // a client that finds a fault before it speaks leaves it open
    throw failureOf(error, at.host, offered, hostKey);
  }
}

const isThere = (error: unknown): boolean => !/no such file|not exist|ENOENT/i.test(`${errorCode(error)} ${errorMessage(error)}`);

/** Connects at the first use, and again after an error; FailureError (invalid, system) when the address is not allowed. */
export function sftpPlace(sftp: Sftp, context: ConnectContext): Place {
  let connected: Promise<SftpClient> | null = null;

  async function close(): Promise<void> {
    const closing = connected;
    connected = null;
    await (await closing?.catch(() => null))?.end().catch(() => undefined); // one that is broken is as good as closed
  }

  async function use<T>(work: (client: SftpClient) => Promise<T>): Promise<T> {
    connected ??= opened(sftp, context);
    try {
      return await work(await connected);
    } catch (error) {
      if (isThere(error)) await close();
      throw error;
    }
  }

  async function entries(client: SftpClient, folder: string): Promise<readonly FileEntry[]> {
    const found = await client.list(folder);
    return found.filter(({ type }) => type === '-').map(({ name, size, modifyTime }) => ({ name, bytes: size, modifiedAt: modifyTime }));
  }

  return {
    list: (folder) => use(async (client) => ((await client.exists(folder)) === false ? [] : entries(client, folder))),
    read: (path) => use(async (client) => (await client.get(path)) as Buffer),
    write: (path, text) =>
      use(async (client) => {
        const bytes = Buffer.from(text);
        await client.put(bytes, path);
        const { size } = await client.stat(path); // what was refused half-way must not be taken for written
        if (size !== bytes.length) throw new Error(`${size} of ${bytes.length} bytes were written`);
      }),
    rename: (from, to) =>
      use(async (client) => {
        await client.rename(from, to);
      }),
    exists: (path) => use(async (client) => (await client.exists(path)) !== false),
    remove: (path) =>
      use(async (client) => {
        await client.delete(path, true);
      }),
    makeFolder: (path) =>
      use(async (client) => {
        if ((await client.exists(path)) === false) await client.mkdir(path, true);
      }),
    // SFTP has no word for it that servers agree on.
    settle: () => Promise.resolve(),
    close,
  };
}
