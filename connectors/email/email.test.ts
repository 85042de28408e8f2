import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cast, failureOf, type Opened, type Rehearsal, rehearse, rehearsedCall, type TargetObject } from '#libs/connector-kit';
import { smtpFailure } from './failures.ts';
import { connector } from './index.ts';
import { parse } from './mail.ts';
import { readMail } from './read-mail.ts';
import { textOfHtml } from './text-of-html.ts';

const from = 'junctor@example.org';
const send = { from, to: ['desk@example.org'], tls: 'none', auth: { user: 'junctor', secret: 'env:X' } };
const cast: Cast = {
  connector,
  simulator: 'mail',
  args: ['--password', 'canary-91x', '--refuse', 'gone@example.org,away@example.org', '--size', '20000'],
  settings: { send },
  secret: 'canary-91x',
};
const want = { title: 'Disk full', description: 'on db-3', status: 'new' };
const QUIET = { withhold: 0, delayMs: 0, burst: null, fail: null, late: null, authExpired: false, down: null };

let play: Rehearsal;
let address: string;
beforeAll(async () => {
  play = await rehearse(cast);
  address = ((await play.simulator.control('state')) as { address: string }).address;
});
afterEach(() => play.simulator.control('faults', QUIET));
afterAll(() => play.end());

const mails = (given: Opened = {}): TargetObject => play.incidents({ address, ...given });
const sentTo = (to: readonly string[]) => mails({ settings: { send: { ...send, to } } });

interface Line {
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly to: readonly string[];
}
const lines = () => play.lines() as unknown as readonly Line[];
const last = (): Line => {
  const line = lines().at(-1);
  if (line === undefined) throw new Error('no mail');
  return line;
};
const header = (line: Line, name: string) => line.headers.find(([one]) => one.toLowerCase() === name)?.[1];

describe('a mail that is sent', () => {
  it('has the facts, says that a program sent it, and keeps its Message-ID at every try', async () => {
    await mails().createRecord('K-1', want, rehearsedCall('d-1'));
    await mails().createRecord('K-1', want, rehearsedCall('d-1'));
    await mails().updateRecord('K-1', { title: 'Disk full', status: 'resolved' }, rehearsedCall('d-2'));
    const [first, again, later] = lines().slice(-3);
    if (first === undefined || again === undefined || later === undefined) throw new Error('three mails were expected');
    expect(first).toMatchObject({ subject: 'Disk full', text: expect.stringContaining('Status: new\nReference: K-1\n\non db-3') });
    expect(again.messageId).toBe(first.messageId);
    expect(later.messageId).not.toBe(first.messageId);
    expect(header(later, 'references')).toBe(header(first, 'references'));
    expect(header(first, 'auto-submitted')).toBe('auto-generated');
  });

  it('has no header that a record wrote', async () => {
    const title = 'Disk\r\nBcc: thief@example.com\r\n\r\nfull\u0000';
    await mails().createRecord('K\r\nX-Evil: 1', { title, description: 'x\r\n.\r\nMAIL FROM:<thief@example.com>' }, rehearsedCall('d-3'));
    expect(last().subject).toBe('Disk Bcc: thief@example.com full');
    expect(last().headers.map(([name]) => name.toLowerCase())).not.toEqual(expect.arrayContaining(['bcc']));
    expect(header(last(), 'x-evil')).toBeUndefined();
    expect(last().to).toEqual(['desk@example.org']);
    expect(last().text).toContain('MAIL FROM');
  });

  it.each(['a@b\r\nRCPT TO:<c@d>', 'no address', '<a@example.org>', 'a@example.org,b@example.org'])('%j is no address', (to) => {
    expect(connector.settings.safeParse({ send: { ...send, to: [to] } }).success).toBe(false);
    expect(connector.settings.safeParse({ send: { ...send, from: to } }).success).toBe(false);
  });

  it('is refused whole, or for some, with their names', async () => {
    expect(await failureOf(sentTo(['gone@example.org']).createRecord('K', want, rehearsedCall('d-4')))).toMatchObject({
      class: 'invalid',
      scope: 'record',
      evidence: { code: '550' },
    });
    const before = lines().length;
    expect(await failureOf(sentTo(['desk@example.org', 'away@example.org']).createRecord('K', want, rehearsedCall('d-5')))).toMatchObject({
      class: 'invalid',
      mayHaveActed: true,
      evidence: { message: expect.stringContaining('away@example.org') },
    });
    expect(lines()).toHaveLength(before + 1);
  });

  it('is not sent once the record is in other hands', async () => {
    const before = lines().length;
    const away = { ...rehearsedCall('d-6'), holds: () => false };
    expect(await failureOf(mails().createRecord('K', want, away))).toMatchObject({ class: 'transient', scope: 'lane' });
    expect(lines()).toHaveLength(before);
  });

  it('is too large', async () => {
    const large = { title: 'x', description: 'y'.repeat(30_000) };
    expect(await failureOf(mails().createRecord('K', large, rehearsedCall('d-7')))).toMatchObject({
      class: 'invalid',
      evidence: { code: '552' },
    });
  });

  it.each<[string, object, object, boolean]>([
    ['the reply is cut off after the work (F2)', { withhold: 1 }, { class: 'unknown', scope: 'record' }, true],
    ['slower than the call may take (F18)', { delayMs: 1_500 }, { class: 'unknown', scope: 'record' }, true],
    ['the work is done after the cut (F3)', { late: { count: 1, afterMs: 100 } }, { class: 'unknown', scope: 'record' }, true],
    ['the credential has run out (F15)', { authExpired: true }, { class: 'auth', scope: 'credential' }, false],
    ['a quota (F13)', { burst: 'after=0,count=1,retryAfter=1' }, { class: 'rateLimit', retryAt: expect.any(Number) }, false],
    ['a passing trouble', { fail: { status: 451, count: 1 } }, { class: 'transient', scope: 'record' }, false],
    ['a refusal for good', { fail: { status: 554, count: 1 } }, { class: 'invalid', scope: 'record' }, false],
  ])('%s', async (_name, faults, expected, works) => {
    const before = lines().length;
    await play.simulator.control('faults', faults);
    const callTimeoutMs = 'delayMs' in faults ? 700 : 10_000;
    expect(await failureOf(mails({ callTimeoutMs }).createRecord('K', want, rehearsedCall('d-8')))).toMatchObject(expected);
    await play.simulator.control('faults', QUIET);
    for (let tries = 0; works && tries < 100 && lines().length === before; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lines()).toHaveLength(works ? before + 1 : before);
    expect(await failureOf(mails().createRecord('K', want, rehearsedCall('d-9')))).toBe(null);
  });

  it('is sent with the secret of now', async () => {
    await play.simulator.control('faults', { rotate: { secret: 'another', graceMs: 0 } });
    expect(await failureOf(mails().createRecord('K', want, rehearsedCall('d-10')))).toMatchObject({ class: 'auth' });
    const asked: string[] = ['canary-91x', 'another'];
    expect(await failureOf(mails({ secret: () => asked.shift() ?? 'another' }).createRecord('K', want, rehearsedCall('d-11')))).toBe(null);
    await play.simulator.control('faults', { rotate: null });
  });

  it('shows its password to nobody', async () => {
    const failure = await failureOf(mails({ secret: 'canary-wrong-7' }).createRecord('K', want, rehearsedCall('d-12')));
    expect(failure).toMatchObject({ class: 'auth', scope: 'credential' });
    expect(JSON.stringify(failure)).not.toContain('canary-wrong-7');
  });
});

describe('where mails may go', () => {
  const required = { settings: { send: { ...send, tls: 'required' } } };
  const refusal = (at: string, given: Opened = required) =>
    failureOf(mails({ address: at, ...given }).createRecord('K', want, rehearsedCall('d-16')));

  it('a certificate that nobody trusts is none', async () => {
    const before = lines().length;
    expect(await failureOf(mails(required).createRecord('K', want, rehearsedCall('d-13')))).toMatchObject({
      class: 'down',
      scope: 'system',
    });
    expect(lines()).toHaveLength(before);
  });

  it('a server without STARTTLS gets neither mail nor password', async () => {
    const said: string[] = [];
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.write('220 plain\r\n');
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        said.push(data.toString());
        socket.write(/^EHLO/i.test(data.toString()) ? '250-plain\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await failureOf(mails({ ...required, address: at }).createRecord('K', want, rehearsedCall('d-14')))).toMatchObject({
      class: 'down',
      scope: 'system',
    });
    expect(said.join('')).not.toMatch(/AUTH|MAIL/i);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it.each([
    'https://mail.example.org',
    'smtp://',
    'smtp://user:pw@mail.example.org',
    'smtp://mail.example.org/x',
    'smtp://169.254.169.254:25',
  ])('%s is refused', async (at) => expect(await refusal(at)).toMatchObject({ class: 'invalid', scope: 'system' }));
  it.each(['smtp://127.0.0.1:25', 'smtp://127.1:25', 'smtp://0x7f000001:25', 'smtp://localhost', 'smtp://[::1]:25', 'smtp://10.0.0.1'])(
    '%s needs to be allowed',
    async (at) => expect(await refusal(at, { ...required, allowLoopback: false })).toMatchObject({ class: 'invalid', scope: 'system' }),
  );
  it('no password travels in clear text', async () => {
    expect((await refusal('smtp://mail.example.org', {}))?.evidence.message).toMatch(/clear text/);
  });
  it('nobody there holds the system', async () => {
    expect(await failureOf(mails({ address: 'smtp://127.0.0.1:1' }).createRecord('K', want, rehearsedCall('d-15')))).toMatchObject({
      class: 'down',
      scope: 'system',
    });
  });
});

interface Labelled {
  readonly reply: string;
  readonly class: string;
  readonly scope: string;
  readonly waits?: boolean;
  readonly source: string;
}
const labelled = JSON.parse(readFileSync(new URL('testdata/smtp-replies.json', import.meta.url), 'utf8')) as readonly Labelled[];

describe('replies of servers, labelled by hand', () => {
  it.each(labelled.map((row) => [row.reply, row] as const))('%s', (reply, row) => {
    const failure = smtpFailure(Number(reply.slice(0, 3)), reply, 1_000);
    expect({ class: failure.class, scope: failure.scope, waits: failure.retryAt !== undefined }).toEqual({
      class: row.class,
      scope: row.scope,
      waits: row.waits ?? false,
    });
  });
});

describe('a mail that comes', () => {
  const read = async (text: string) => parse({}, (await readMail(Buffer.from(text))) ?? Buffer.from(text))[0];

  it('is known by its content where it has no Message-ID', async () => {
    const one = await read('From: a@example.org\nSubject: x\n\ny');
    expect(one?.record).toMatch(/^<[0-9a-f]{32}@without-message-id>$/);
    expect((await read('From: a@example.org\nSubject: x\n\ny'))?.record).toBe(one?.record);
    expect((await read('From: a@example.org\nSubject: x\n\nz'))?.record).not.toBe(one?.record);
  });

  it.each(['', 'no mail', '\n\n\n', `${'--b\n'.repeat(5)}`, '{"subject":"x"}'])('%j is parked with a reason', async (text) => {
    expect((await read(text))?.defect ?? '').not.toBe('');
  });

  it('nested or endless, is parked or read, and never thrown', async () => {
    const nested = Array.from({ length: 200 }, (_one, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`).join('');
    expect(await read(`From: a@example.org\nSubject: x\n${nested}`)).toBeDefined();
    expect(await read(`From: a@example.org\nSubject: ${'x'.repeat(600_000)}\n\ny`)).toBeDefined();
  });

  it.each([
    ['<p>a&amp;b</p>', 'a&b'],
    ['<style>x{}</style>y<br>z', 'y\nz'],
    ['a < b', 'a b'],
    ['<script>alert(1)</script>', ''],
    ['&#228;&#x41;&unknown;', 'äA&unknown;'],
  ])('%j reads as %j', (html, text) => expect(textOfHtml(html)).toBe(text));
});
