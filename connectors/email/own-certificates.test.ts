/** A mail server whose certificate comes from an authority of the house. */
import { createServer, type Server } from 'node:tls';
import { afterEach, expect, it } from '@jest/globals';
import { createWay, failureOf, makeCertificate, rehearsedCall } from '#libs/connector-kit';
import { connector } from './index.ts';

const authority = makeCertificate({ name: 'our authority', isAuthority: true });
const made = makeCertificate({ name: 'mail', by: authority, hosts: ['mail.example'] });

let server: Server | null = null;
afterEach(() => {
  server?.close();
});

/** Says yes to everything. Whose certificates came, and how many mails. */
async function mailServer(): Promise<{ readonly port: number; readonly peers: unknown[]; readonly mails: () => number }> {
  const peers: unknown[] = [];
  let mails = 0;
  const options = { cert: made.certificate, key: made.key, ca: authority.certificate, requestCert: true, rejectUnauthorized: false };
  server = createServer(options, (socket) => {
    peers.push(socket.getPeerCertificate().subject?.CN);
    let inText = false;
    socket.on('error', () => socket.destroy()).write('220 mail.example\r\n');
    socket.on('data', (chunk) => {
      const text = chunk.toString();
      if (inText) {
        if (!/^\.\r\n/m.test(text)) return;
        inText = false;
        mails += 1;
      } else if (/^DATA/i.test(text)) {
        inText = true;
        socket.write('354 go on\r\n');
        return;
      }
      socket.write(/^QUIT/i.test(text) ? '221 bye\r\n' : '250 ok\r\n');
    });
  });
  server.on('tlsClientError', () => undefined);
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as { port: number }).port, peers, mails: () => mails };
}

async function send(port: number, tls: object | undefined): Promise<unknown> {
  const texts: Readonly<Record<string, string>> = { 'env:CA': authority.certificate, 'env:C': made.certificate, 'env:K': made.key };
  const secret = (reference: string): string => texts[reference] ?? '';
  const address = `smtps://127.0.0.1:${port}`;
  const settings = connector.settings.parse({ send: { from: 'junctor@example.org', to: ['desk@example.org'] } });
  const context = { system: 'mail', address, secret, way: createWay({ address, tls }, secret), callTimeoutMs: 3_000, allowLoopback: true };
  const mails = connector.connect?.(settings, context).objects.incident;
  if (mails === undefined) throw new Error('no mails');
  return failureOf(mails.createRecord('K-1', { title: 'T' }, rehearsedCall()));
}

it('is trusted by what the system says, by the name it says, and shown our certificate', async () => {
  const { port, peers, mails } = await mailServer();
  expect(await send(port, { ca: 'env:CA', serverName: 'mail.example', certificate: 'env:C', key: 'env:K' })).toBeNull();
  expect([peers, mails()]).toEqual([['mail'], 1]);
});
it.each<[string, object | undefined]>([
  ['nothing is said', undefined],
  ['it has another name', { ca: 'env:CA' }],
  ['another authority is named', { ca: 'env:C', serverName: 'mail.example' }],
])('is sent nothing when %s', async (_name, tls) => {
  const { port, mails } = await mailServer();
  expect(await send(port, tls)).toMatchObject({ class: 'down', scope: 'system' });
  expect(mails()).toBe(0);
});
