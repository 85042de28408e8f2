/** Against real TLS servers: who is believed, what is shown, what each way of failing becomes, and that nothing was sent where it failed. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { type Failure, toFailure } from '#libs/failures';
import { createHttpClient, type HttpClient } from './http.ts';
import { type Made, makeCertificate } from './rehearsed-certificates.ts';
import { resolveSecret } from './secrets.ts';
import { type TlsDesk, tlsDesk } from './way.rig.ts';
import { createWay, type WaySpec } from './way.ts';

const folder = mkdtempSync(join(tmpdir(), 'way-'));
const authority = makeCertificate({ name: 'our authority', isAuthority: true });
const stranger = makeCertificate({ name: 'another authority', isAuthority: true });
const HERE = ['localhost', '127.0.0.1'];
const server = makeCertificate({ name: 'desk', by: authority, hosts: HERE });
const junctor = makeCertificate({ name: 'junctor', by: authority });

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return `file:${join(folder, name)}`;
};
const CA = file('ca.pem', authority.certificate);
const own = (name: string, made: Made) => ({
  certificate: file(`${name}.pem`, made.certificate),
  key: file(`${name}.key`, made.key),
});

const ends: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function desk(made: Made = server, more: ServerOptions = {}): Promise<TlsDesk> {
  const opened = await tlsDesk({ cert: made.certificate, key: made.key, ...more });
  ends.push(opened);
  return opened;
}
function client(address: string, tls?: WaySpec['tls']): HttpClient {
  const way = createWay({ address, tls }, (reference) => resolveSecret(reference));
  const made = createHttpClient({ address, callTimeoutMs: 5_000, concurrency: 1, allowLoopback: true, way });
  ends.push(made);
  return made;
}
const at = ({ port }: { port: number }, host = '127.0.0.1'): string => `https://${host}:${port}`;
const post = (made: HttpClient): Promise<number | Failure> =>
  made.call({ method: 'POST', path: '/x', body: '{}' }).then(({ status }) => status, toFailure);

const SET_UP = { class: 'invalid', scope: 'system' };
const AWAY = { class: 'down', scope: 'system' };
const REFUSED = { class: 'auth', scope: 'credential' };
const wanting = (version: 'TLSv1.2' | 'TLSv1.3'): ServerOptions => ({
  ...{ ca: authority.certificate, requestCert: true, minVersion: version, maxVersion: version },
});

describe('whose certificates are accepted', () => {
  it('none but those of public authorities, when nothing else is said', async () => {
    const given = await desk();
    expect(await post(client(at(given)))).toMatchObject({ ...SET_UP, evidence: { hint: expect.stringContaining('spec.tls.ca') } });
    expect(given.seen).toEqual([]);
  });
  it('those of the authority that is named', async () => {
    const given = await desk();
    expect(await post(client(at(given), { ca: CA }))).toBe(200);
    expect(await post(client(at(given, 'localhost'), { ca: CA }))).toBe(200);
  });
  it('all of several', async () => {
    const both = file('both.pem', `a word before\n${stranger.certificate}\n${authority.certificate}`);
    expect(await post(client(at(await desk()), { ca: both }))).toBe(200);
  });
  it('nobody else then', async () => {
    const given = await desk();
    expect(await post(client(at(given), { ca: file('stranger.pem', stranger.certificate) }))).toMatchObject(SET_UP);
    expect(given.seen).toEqual([]);
  });
  it('whatever the environment of the process says', async () => {
    const given = await desk();
    const program = `
      const { createHttpClient, createWay, toFailure } = await import('#libs/connector-kit');
      const [address, ca] = process.argv.slice(1);
      for (const tls of [undefined, { serverName: 'localhost' }, { ca }]) {
        const way = createWay({ address, tls }, (reference) => process.env[reference.slice(4)]);
        const client = createHttpClient({ address, callTimeoutMs: 5000, allowLoopback: true, way });
        console.log(await client.call({ method: 'GET', path: '/' }).then(({ status }) => status, (error) => toFailure(error).class));
        await client.close();
      }`;
    const options = ['--conditions=junctor-source', '--no-warnings', '--input-type=module', '-e', program, at(given), 'env:CA'];
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', HTTPS_PROXY: 'http://127.0.0.1:1', CA: authority.certificate };
    const { stdout } = await promisify(execFile)(process.execPath, options, { env, cwd: import.meta.dirname, timeout: 60_000 });
    expect(stdout.trim().split('\n')).toEqual(['invalid', 'invalid', '200']);
  }, 90_000);
});

describe('what a server shows', () => {
  it.each<[string, Made, object]>([
    ['ended', makeCertificate({ name: 's', by: authority, hosts: HERE, fromDays: -9, untilDays: -2 }), AWAY],
    ['not valid yet', makeCertificate({ name: 's', by: authority, hosts: HERE, fromDays: 2 }), AWAY],
    ['for another name', makeCertificate({ name: 's', by: authority, hosts: ['desk.example'] }), SET_UP],
    ['signed by itself', makeCertificate({ name: 's', hosts: HERE }), SET_UP],
    ['signed by one that is no authority', makeCertificate({ name: 's', by: server, hosts: HERE }), SET_UP],
  ])('%s', async (_name, made, expected) => {
    const given = await desk(made);
    expect(await post(client(at(given), { ca: CA }))).toMatchObject({ ...expected, evidence: { hint: expect.any(String) } });
    expect(given.seen).toEqual([]);
  });
  it('for the name that the system is told to go by', async () => {
    const given = await desk(makeCertificate({ name: 's', by: authority, hosts: ['desk.example'] }));
    expect(await post(client(at(given), { ca: CA, serverName: 'desk.example' }))).toBe(200);
    expect(await post(client(at(given), { ca: CA, serverName: 'other.example' }))).toMatchObject(SET_UP);
  });
  it('that name is for the host of the address alone', () => {
    const way = createWay({ address: 'https://192.0.2.1:8443/api', tls: { serverName: 'desk.example' } }, String);
    expect([way?.serverName('192.0.2.1'), way?.serverName('login.example')]).toEqual(['desk.example', undefined]);
  });
  it('no TLS at all', async () => {
    const plain = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    ends.push(plain);
    const port = await new Promise<number>((resolve) =>
      plain.listen(0, '127.0.0.1', () => resolve((plain.address() as { port: number }).port)),
    );
    expect(await post(client(at({ port }), { ca: CA }))).toMatchObject(SET_UP);
  });
  it('an older TLS', async () => {
    const given = await desk(server, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(await post(client(at(given), { ca: CA }))).toMatchObject(SET_UP);
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a server that wants a client certificate, %s', (version) => {
  it('is shown it', async () => {
    const given = await desk(server, wanting(version));
    expect(await post(client(at(given), { ca: CA, ...own('client', junctor) }))).toBe(200);
    expect(given.seen).toEqual(['junctor']);
  });
  it('closes without a word: nothing was taken, and it counts as away', async () => {
    const given = await desk(server, wanting(version));
    const other = makeCertificate({ name: 'junctor', by: stranger });
    expect(await post(client(at(given), { ca: CA, ...own('refused', other) }))).toMatchObject(AWAY);
    expect(given.seen).toEqual([]);
  });
});

/** OpenSSL's own server says what it does not like; Node's closes without a word. */
async function strictDesk(version: string): Promise<number> {
  const files = [CA, file('desk.pem', server.certificate), file('desk.key', server.key)].map((reference) => reference.slice(5));
  const [ca = '', cert = '', key = ''] = files;
  const options = ['-cert', cert, '-key', key, '-CAfile', ca, '-Verify', '1', '-verify_return_error', version, '-www'];
  const running = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  ends.push({ close: () => running.kill() });
  let said = '';
  for await (const chunk of running.stdout) {
    said += String(chunk);
    const port = /ACCEPT \S+:(\d+)/.exec(said)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error('openssl did not begin to listen');
}
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

(hasOpenssl ? describe : describe.skip)('a server that says why it does not let us in (needs openssl)', () => {
  it.each<[string, string, Made]>([
    ['another authority', '-tls1_2', makeCertificate({ name: 'junctor', by: stranger })],
    ['another authority', '-tls1_3', makeCertificate({ name: 'junctor', by: stranger })],
    ['itself', '-tls1_2', makeCertificate({ name: 'junctor' })],
    ['itself', '-tls1_3', makeCertificate({ name: 'junctor' })],
  ])('a certificate of %s, %s: the credential', async (_name, version, made) => {
    const port = await strictDesk(version);
    expect(await post(client(at({ port }), { ca: CA, ...own('refused', made) }))).toMatchObject(REFUSED);
  });
  it.each(['-tls1_2', '-tls1_3'])('no certificate, %s: the credential, or what says so', async (version) => {
    const failure = await post(client(at({ port: await strictDesk(version) }), { ca: CA }));
    // TLS 1.2 has no word for a missing certificate but "handshake failure"; what TLS 1.3 says last may be lost with the connection.
    if (typeof failure === 'number') throw new Error('it was taken');
    expect(version === '-tls1_2' ? ['invalid'] : ['auth', 'unknown']).toContain(failure.class);
  });
});

it('TLS 1.3 without any client certificate: refused after the request was on its way, and still surely not taken', async () => {
  const given = await desk(server, wanting('TLSv1.3'));
  const failure = await post(client(at(given), { ca: CA }));
  // What the server sends last may be lost with the connection; then it is left in doubt, which is right as well.
  if (typeof failure === 'number') throw new Error('it was taken');
  expect([REFUSED, { class: 'unknown', scope: 'record' }]).toContainEqual({ class: failure.class, scope: failure.scope });
  expect(given.seen).toEqual([]);
});

describe('what is wrong with our own is said before anything is connected', () => {
  const ended = makeCertificate({ name: 'junctor', by: authority, fromDays: -9, untilDays: -2 });
  it.each<[string, WaySpec['tls'], object, string]>([
    ['no file', { ca: 'file:/nowhere/ca.pem' }, SET_UP, '/nowhere/ca.pem'],
    ['no PEM', { ca: file('no.pem', 'hello') }, SET_UP, 'tls.ca: holds no certificate'],
    ['half a PEM', { ca: file('half.pem', authority.certificate.replace(/\n.{64}\n/, '\n')) }, SET_UP, 'tls.ca: certificate 1 in it'],
    ['no key file', { certificate: file('c.pem', junctor.certificate), key: 'file:/nowhere/key' }, REFUSED, '/nowhere/key'],
    ['a key of another', { certificate: file('c.pem', junctor.certificate), key: file('o.key', server.key) }, REFUSED, 'is not the key'],
    ['one that has ended', own('ended', ended), REFUSED, 'tls.certificate: the certificate in it ended on'],
  ])('%s', async (_name, tls, expected, message) => {
    const given = await desk();
    let connections = 0;
    given.server.on('connection', () => {
      connections += 1;
    });
    const failure = await post(client(at(given), tls));
    expect(failure).toMatchObject({ ...expected, evidence: { message: expect.stringContaining(message) } });
    expect(JSON.stringify(failure)).not.toContain('PRIVATE');
    expect(connections).toBe(0);
  });
});

describe('a file that is renewed is used by the next connection', () => {
  it('certificate and key', async () => {
    const given = await desk(server, wanting('TLSv1.3'));
    const made = client(at(given), { ca: CA, ...own('renewed', junctor) });
    expect(await post(made)).toBe(200);
    own('renewed', makeCertificate({ name: 'junctor, renewed', by: authority }));
    expect(await post(made)).toBe(200);
    expect(given.seen).toEqual(['junctor', 'junctor, renewed']);
  });
  it('the authority: a session that was agreed before does not get around it', async () => {
    const given = await desk();
    const ca = file('changing.pem', authority.certificate);
    const made = client(at(given), { ca });
    expect(await post(made)).toBe(200);
    file('changing.pem', stranger.certificate);
    expect(await post(made)).toMatchObject(SET_UP);
    const other = makeCertificate({ name: 'desk', by: stranger, hosts: HERE });
    given.server.setSecureContext({ cert: other.certificate, key: other.key });
    expect(await post(made)).toBe(200);
  });
});
