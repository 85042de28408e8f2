import { describe, expect, it } from '@jest/globals';
import { toFailure } from '#libs/failures';
import { deniedAddress, guardAddress, guardedLookup } from './ssrf.ts';

const refused = (address: string, allowLoopback = false) => {
  try {
    guardAddress(address, { allowLoopback });
    return null;
  } catch (error) {
    return toFailure(error);
  }
};

describe('refused', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data',
    'https://169.254.169.254',
    'https://2852039166/',
    'https://0251.0376.0251.0376/',
    'https://0xa9fea9fe/',
    'https://[::ffff:169.254.169.254]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[2002:a9fe:a9fe::1]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://100.100.100.200/',
    'https://0.0.0.0/',
    'https://[::]/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'http://example.com/',
    'http://localhost/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://user:secret-canary@example.com/',
    'not a url',
    '',
  ])('%s', (address) => {
    const failure = refused(address);
    expect(failure).toMatchObject({ class: 'invalid', scope: 'system', evidence: { code: 'destination-denied' } });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });

  it.each(['http://169.254.169.254/', 'http://example.com/', 'https://[fe80::1]/', 'http://0.0.0.0/'])(
    '%s, even where loopback is allowed',
    (address) => {
      expect(refused(address, true)).toMatchObject({ class: 'invalid' });
    },
  );
});

it.each([
  ['https://example.com/x', false],
  ['http://127.0.0.1:8080', true],
  ['http://localhost:8080', true],
  ['http://[::1]:8080', true],
])('%s is allowed (loopback: %s)', (address, allowLoopback) => expect(refused(address, allowLoopback)).toBeNull());

describe('a private network', () => {
  const networks = ['10.1.0.0/16', 'fd12::/16'];

  it.each([
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://198.18.0.1/',
    'https://[fd12::1]/',
    'https://[fc00::1]/',
    'https://[::ffff:10.1.2.3]/',
    'https://[64:ff9b::a01:203]/',
  ])('is refused where it was not allowed: %s', (address) => {
    expect(refused(address)).toMatchObject({ evidence: { message: expect.stringContaining('JUNCTOR_PRIVATE_NETWORKS') } });
  });

  it.each([
    ['https://10.1.2.3/', true],
    ['https://[fd12::1]/', true],
    ['https://[::ffff:10.1.2.3]/', true],
    ['https://10.2.0.1/', false],
    ['https://[fd13::1]/', false],
    ['https://169.254.169.254/', false],
    ['https://[fd00:ec2::254]/', false],
    ['http://10.1.2.3/', false],
  ])('is reached where it is named, and nothing else: %s %s', (address, reached) => {
    const everywhere = [...networks, '169.254.0.0/16', 'fd00::/8'];
    const wanted = address.includes('fd13') ? networks : everywhere;
    const go = () => guardAddress(address, { allowLoopback: false, privateNetworks: wanted });
    if (reached) expect(go).not.toThrow();
    else expect(go).toThrow();
  });

  it.each(['https://172.15.0.1/', 'https://172.32.0.1/', 'https://11.0.0.1/', 'https://100.128.0.1/', 'https://[2606:4700::1]/'])(
    'is not %s',
    (address) => {
      expect(refused(address)).toBeNull();
    },
  );
});

it('a name that leads to a denied address is refused at the socket', async () => {
  const look = (allowLoopback: boolean) =>
    new Promise((resolve) =>
      guardedLookup({ allowLoopback })('localhost', {}, (error, address) => resolve(error === null ? address : toFailure(error))),
    );
  expect(await look(false)).toMatchObject({ class: 'invalid', evidence: { message: expect.stringContaining('loopback') } });
  expect(deniedAddress(String(await look(true)), { allowLoopback: true })).toBeNull();
});

describe('a name that is bound anew between two looks', () => {
  const harmless = { address: '203.0.113.7', family: 4 };
  const ours = { address: '127.0.0.1', family: 4 };
  const looks = (...answers: readonly (readonly { address: string; family: number }[])[]) => {
    const left = [...answers];
    const look = guardedLookup({ allowLoopback: false }, (_name, _options, done) => done(null, [...(left.shift() ?? [])]));
    return () =>
      new Promise((resolve) => look('rebound.example', {}, (error, address) => resolve(error === null ? address : toFailure(error))));
  };
  it('each look is checked, and the socket gets what was checked', async () => {
    const look = looks([harmless], [ours]);
    expect(await look()).toBe(harmless.address);
    expect(await look()).toMatchObject({ class: 'invalid', evidence: { code: 'destination-denied' } });
  });
  it('one bad address among good ones refuses them all', async () => {
    expect(await looks([harmless, ours])()).toMatchObject({ class: 'invalid' });
  });
  it('a name without any address', async () => expect(await looks([])()).toMatchObject({ class: 'invalid' }));
});
