/** Through a proxy on loopback that notes what it was asked for: what it is told, what its refusals become, and that nothing was sent then. */
import { createServer, isIP, type Server } from 'node:net';
import { hostname } from 'node:os';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Failure, FailureError, toFailure } from '#libs/failures';
import { createHttpClient, type HttpClient } from './http.ts';
import { makeCertificate } from './rehearsed-certificates.ts';
import { type TestProxy, type TlsDesk, testProxy, tlsDesk } from './way.rig.ts';
import { createWay, type WaySpec } from './way.ts';

const CANARY = 'canary-7fd1';
const authority = makeCertificate({ name: 'our authority', isAuthority: true });
const server = makeCertificate({ name: 'desk', by: authority, hosts: ['desk.example', 'localhost', '127.0.0.1'] });

const ends: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end.close()));
});
const ending = <T extends { close(): unknown }>(end: T): T => {
  ends.push(end);
  return end;
};

const desk = async (): Promise<TlsDesk> => ending(await tlsDesk({ cert: server.certificate, key: server.key }));
const proxyTo = async (port: number, answer?: Parameters<typeof testProxy>[1]): Promise<TestProxy> => ending(await testProxy(port, answer));

type Proxy = NonNullable<WaySpec['proxy']>;
function client(address: string, proxy: Proxy, { allowLoopback = true, callTimeoutMs = 5_000 } = {}): HttpClient {
  const secrets: Readonly<Record<string, string>> = { 'env:CA': authority.certificate, 'env:P': CANARY };
  const way = createWay({ address, tls: { ca: 'env:CA' }, proxy }, (reference) => {
    const found = secrets[reference] ?? (reference.startsWith('env:http') ? reference.slice(4) : undefined);
    if (found === undefined) throw new FailureError({ class: 'auth', scope: 'credential', evidence: { message: `Secret ${reference}` } });
    return found;
  });
  return ending(createHttpClient({ address, callTimeoutMs, concurrency: 1, allowLoopback, way }));
}
const at = ({ port }: { readonly port: number }): string => `http://127.0.0.1:${port}`;
const post = (made: HttpClient, signal?: AbortSignal): Promise<number | Failure> =>
  made.call({ method: 'POST', path: '/x', body: '{}', ...(signal && { signal }) }).then(({ status }) => status, toFailure);

const SET_UP = { class: 'invalid', scope: 'system' };
const DOWN = { class: 'down', scope: 'system' };
const REFUSED = { class: 'auth', scope: 'credential' };

describe('a proxy that is itself spoken to over TLS', () => {
  const another = makeCertificate({ name: 'another authority', isAuthority: true });
  const secure = async (port: number, by = authority, hosts = ['localhost', '127.0.0.1']): Promise<TestProxy> => {
    const own = makeCertificate({ name: 'proxy', by, hosts });
    return ending(await testProxy(port, undefined, { cert: own.certificate, key: own.key }));
  };

  it.each(['127.0.0.1', 'localhost'])('at %s is told the same, and the certificate of the destination is checked inside', async (host) => {
    const given = await desk();
    const proxy = await secure(given.port);
    const auth = { user: 'junctor', secret: 'env:P' };
    const made = client('https://desk.example/api', { address: `https://${host}:${proxy.port}`, resolve: 'proxy', auth });
    expect(await post(made)).toBe(200);
    expect(await post(made)).toBe(200);
    expect(proxy.asked[0]).toMatch(/^CONNECT desk\.example:443 HTTP\/1\.1\r\n[\s\S]*Proxy-Authorization: Basic /);
    expect(given.seen).toHaveLength(2);
  });

  it('carries a client certificate to the destination, and is not shown it', async () => {
    const ours = makeCertificate({ name: 'ours', by: authority });
    const given = ending(await tlsDesk({ cert: server.certificate, key: server.key, ca: authority.certificate, requestCert: true }));
    const proxy = await secure(given.port);
    const texts: Readonly<Record<string, string>> = { 'env:CA': authority.certificate, 'env:C': ours.certificate, 'env:K': ours.key };
    const address = `https://localhost:${given.port}`;
    const tls = { ca: 'env:CA', certificate: 'env:C', key: 'env:K' };
    const way = createWay({ address, tls, proxy: { address: `https://localhost:${proxy.port}` } }, (reference) => texts[reference] ?? '');
    expect(await post(ending(createHttpClient({ address, callTimeoutMs: 5_000, allowLoopback: true, way })))).toBe(200);
    expect(given.seen).toEqual(['ours']);
  });

  it('does not stand in for the destination, whose certificate has to fit as well', async () => {
    const proxy = await secure((await desk()).port);
    const made = client('https://other.example', { address: `https://localhost:${proxy.port}`, resolve: 'proxy' });
    expect(await post(made)).toMatchObject({ ...SET_UP, evidence: { message: expect.stringContaining('other.example') } });
  });

  it.each<[string, Parameters<typeof secure>[1], string[], string]>([
    ['of an authority that is not trusted', another, ['localhost'], 'not trusted'],
    ['of another name', authority, ['elsewhere.example'], 'another name'],
  ])('with a certificate %s is told nothing', async (_name, by, hosts, words) => {
    const proxy = await secure((await desk()).port, by, hosts);
    const auth = { user: 'junctor', secret: 'env:P' };
    const failure = await post(client('https://desk.example', { address: `https://localhost:${proxy.port}`, resolve: 'proxy', auth }));
    expect(failure).toMatchObject({
      ...SET_UP,
      evidence: {
        message: expect.stringMatching(new RegExp(`^Proxy localhost:\\d+: .*${words}`)),
        hint: expect.stringContaining('spec.tls.ca'),
      },
    });
    expect(proxy.asked).toEqual([]);
    expect(JSON.stringify(failure)).not.toContain(CANARY);
  });

  it('where no TLS is spoken is no such proxy, and is told nothing', async () => {
    const plain = await proxyTo((await desk()).port, () => 'HTTP/1.1 400 Bad Request\r\n\r\n');
    const failure = await post(client('https://desk.example', { address: `https://127.0.0.1:${plain.port}`, resolve: 'proxy' }));
    expect(failure).toMatchObject({ scope: 'system', evidence: { message: expect.stringMatching(/^Proxy 127/) } });
    expect(plain.asked.join('')).not.toContain('CONNECT');
  });
});

describe('what a proxy is told', () => {
  it('the address that was checked, not the name; the certificate is that of the name', async () => {
    const given = await desk();
    const proxy = await proxyTo(given.port);
    expect(await post(client(`https://localhost:${given.port}`, { address: at(proxy) }))).toBe(200);
    const [, to = '', port] = /^CONNECT (\S+):(\d+) HTTP\/1\.1\r\n/.exec(proxy.asked[0] ?? '') ?? [];
    expect([isIP(to.replace(/^\[|\]$/g, '')) > 0, Number(port)]).toEqual([true, given.port]);
    expect(proxy.asked[0]).not.toMatch(/localhost|authorization/i);
  });
  it('the name, where it is the one to look it up', async () => {
    const proxy = await proxyTo((await desk()).port);
    expect(await post(client('https://desk.example/api', { address: at(proxy), resolve: 'proxy' }))).toBe(200);
    expect(proxy.asked).toEqual(['CONNECT desk.example:443 HTTP/1.1\r\nHost: desk.example:443\r\n\r\n']);
  });
  it('a name that can not be found here is no reason to leave the looking up to it', async () => {
    const proxy = await proxyTo((await desk()).port);
    expect(await post(client('https://no-such-host.invalid', { address: at(proxy) }))).toMatchObject(DOWN);
    expect(proxy.asked).toEqual([]);
  });
  it('the certificate behind it counts as anywhere', async () => {
    const given = await desk();
    const proxy = await proxyTo(given.port);
    expect(await post(client('https://other.example', { address: at(proxy), resolve: 'proxy' }))).toMatchObject(SET_UP);
    expect(given.seen).toEqual([]);
  });
  it.each<[string, (port: number) => Proxy]>([
    ['beside the address', (port) => ({ address: at({ port }), auth: { user: 'junctor', secret: 'env:P' } })],
    ['in an address that is a reference', (port) => ({ address: `env:http://junctor:${CANARY}@127.0.0.1:${port}/` })],
  ])('who asks: %s', async (_name, spec) => {
    const given = await desk();
    const proxy = await proxyTo(given.port);
    expect(await post(client(`https://127.0.0.1:${given.port}`, spec(proxy.port)))).toBe(200);
    const basic = Buffer.from(`junctor:${CANARY}`).toString('base64');
    expect(proxy.asked[0]).toContain(`\r\nProxy-Authorization: Basic ${basic}\r\n`);
  });
  it('nothing of the request: it goes to the destination alone', async () => {
    const given = await desk();
    const proxy = await proxyTo(given.port);
    await post(client(`https://127.0.0.1:${given.port}`, { address: at(proxy) }));
    expect(proxy.asked.join('')).not.toContain('POST');
    expect(given.seen).toHaveLength(1);
  });
});

describe('what its refusals become; the destination is sent nothing', () => {
  const answered = (status: string, more = '') => `HTTP/1.1 ${status}\r\ncontent-length: 0\r\n${more}\r\n`;
  it.each<[string, string, object]>([
    ['407', answered('407 Proxy Authentication Required', 'Proxy-Authenticate: Basic\r\n'), REFUSED],
    ['403', answered('403 Forbidden'), SET_UP],
    ['404', answered('404 Not Found'), SET_UP],
    ['a redirect', answered('302 Found', 'location: http://127.0.0.1/\r\n'), SET_UP],
    ['429', answered('429 Too Many Requests'), DOWN],
    ['502', answered('502 Bad Gateway'), DOWN],
    ['504', 'HTTP/1.0 504 Gateway Timeout\r\n\r\n', DOWN],
    ['no HTTP', '220 mail.example ESMTP\r\n\r\n', DOWN],
    ['a success and more behind it', 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', DOWN],
    ['an endless head', `HTTP/1.1 200 OK\r\n${'x-a: 1\r\n'.repeat(4_000)}`, DOWN],
    ['a close', '', DOWN],
    ['silence', 'HTTP/1.1 200', DOWN],
  ])('%s', async (_name, said, expected) => {
    const given = await desk();
    const proxy = await proxyTo(given.port, () => said);
    const made = client(`https://127.0.0.1:${given.port}`, { address: at(proxy), auth: { user: 'junctor', secret: 'env:P' } });
    const failure = await post(made);
    expect(failure).toMatchObject({
      ...expected,
      evidence: { message: expect.stringContaining('Proxy 127.0.0.1'), hint: expect.any(String) },
    });
    expect(JSON.stringify(failure)).not.toMatch(new RegExp(`${CANARY}|${Buffer.from(`junctor:${CANARY}`).toString('base64')}`));
    expect([proxy.asked.length, given.seen.length]).toEqual([1, 0]);
  });
  it('nobody is there', async () => {
    expect(await post(client('https://127.0.0.1:1', { address: 'http://127.0.0.1:1' }))).toMatchObject(DOWN);
  });
  it('given up while it was asked: transient, and never sent later', async () => {
    const given = await desk();
    const proxy = await proxyTo(given.port, () => new Promise((resolve) => setTimeout(resolve, 600, null)));
    const made = client(`https://127.0.0.1:${given.port}`, { address: at(proxy) });
    expect(await post(made, AbortSignal.timeout(100))).toMatchObject({ class: 'transient', scope: 'record' });
    expect(await post(made)).toBe(200);
    expect(given.seen).toHaveLength(1);
  });
  it('it breaks off once the request was on its way: in doubt, as anywhere', async () => {
    const silent = ending(createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.destroy())) as Server);
    const port = await new Promise<number>((resolve) =>
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port)),
    );
    const proxy = await proxyTo(port);
    expect(await post(client(`http://127.0.0.1:${port}`, { address: at(proxy) }))).toMatchObject({ class: 'unknown', scope: 'record' });
  });
});

describe('where neither may lead', () => {
  it.each(['https://169.254.169.254', 'https://localhost', 'https://[::1]', 'https://10.1.2.3', 'http://desk.example'])(
    'a destination, whoever looks it up: %s',
    async (address) => {
      const proxy = await proxyTo(1);
      for (const resolve of ['here', 'proxy'] as const)
        expect(() => client(address, { address: at(proxy), resolve }, { allowLoopback: false })).toThrow(FailureError);
      expect(proxy.asked).toEqual([]);
    },
  );
  it('a name that leads inside is looked up, and never handed on', async () => {
    const proxy = await proxyTo(1);
    const failure = await post(client(`https://${hostname()}`, { address: at(proxy) }, { allowLoopback: false }));
    // Inside where this host has its name in a private network or on itself; down where nobody knows it.
    expect(typeof failure === 'number' ? failure : failure.class).toMatch(/^(?:invalid|down)$/);
    expect(proxy.asked).toEqual([]);
  });
  it.each(['127.0.0.1', 'localhost', '169.254.169.254', '[::1]', '0.0.0.0', '100.100.100.200', '2130706433'])(
    'a proxy: %s',
    async (host) => {
      const proxy = await proxyTo(1);
      const made = client('https://192.0.2.1', { address: `http://${host}:${proxy.port}` }, { allowLoopback: false });
      expect(await post(made)).toMatchObject({ ...SET_UP, evidence: { code: 'destination-denied' } });
      expect(proxy.asked).toEqual([]);
    },
  );
  it.each([
    'ftp://127.0.0.1:1',
    'https://127.0.0.1:1/path',
    'http://127.0.0.1:1/path',
    `http://junctor:${CANARY}@127.0.0.1:1`,
    'proxy.example:3128',
    'env:NOT_SET',
  ])('a proxy whose address is none: %s', async (address) => {
    const failure = await post(client('https://192.0.2.1', { address }));
    expect(failure).toMatchObject(SET_UP);
    expect(JSON.stringify(failure)).not.toContain(CANARY);
  });
});
