/** SOAP 1.1 and 1.2, connected by testdata/soap11.yaml and soap12.yaml alone: envelopes, actions, and faults by their codes rather than by their status. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { type Destination, failureOf, readXml, rehearsedCall, type TargetObject } from '#libs/connector-kit';
import { connector } from './index.ts';

type Version = '1.1' | '1.2';
type Tree = Readonly<Record<string, unknown>>;
interface Ticket {
  readonly id: number;
  fields: Readonly<Record<string, string>>;
}
interface Fault {
  readonly code: string;
  readonly subcode: string;
  readonly field?: string;
}

const NAMESPACE = { '1.1': 'http://schemas.xmlsoap.org/soap/envelope/', '1.2': 'http://www.w3.org/2003/05/soap-envelope' } as const;
const SENDER = { '1.1': 'Client', '1.2': 'Sender' } as const;
const tickets: Ticket[] = [];
let next: Fault | null = null;
let version: Version = '1.1';

/** The action and the one element of the body; a fault when the call is not one of this version. */
function asked(request: IncomingMessage, body: string): { action: string; input: Tree } | Fault {
  const type = String(request.headers['content-type']);
  const action = (version === '1.1' ? String(request.headers.soapaction) : type).match(/urn:desk#(\w+)/)?.[1];
  const fits = type.startsWith(version === '1.1' ? 'text/xml' : 'application/soap+xml') && body.includes(`"${NAMESPACE[version]}"`);
  const reading = readXml(body);
  if (!fits || action === undefined || reading.kind === 'defect') return { code: 'VersionMismatch', subcode: '' };
  const input = ((reading.value.Envelope as Tree).Body as Tree)[action];
  return typeof input === 'object' && input !== null ? { action, input: input as Tree } : { code: SENDER[version], subcode: '' };
}

const xmlOf = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const envelope = (inside: string): string =>
  `<?xml version="1.0"?><soap:Envelope xmlns:soap="${NAMESPACE[version]}" xmlns:d="urn:desk"><soap:Header/><soap:Body>${inside}</soap:Body></soap:Envelope>`;

function faultXml({ code, subcode, field = '' }: Fault): string {
  if (version === '1.1') {
    const whole = subcode === '' ? `soap:${code}` : `soap:${code}.${subcode}`;
    return `<soap:Fault><faultcode>${whole}</faultcode><faultstring>no</faultstring><detail><field>${field}</field></detail></soap:Fault>`;
  }
  const inner = subcode === '' ? '' : `<soap:Subcode><soap:Value>d:${subcode}</soap:Value></soap:Subcode>`;
  const reason = '<soap:Reason><soap:Text xml:lang="en">no</soap:Text></soap:Reason>';
  return `<soap:Fault><soap:Code><soap:Value>soap:${code}</soap:Value>${inner}</soap:Code>${reason}<soap:Detail><field>${field}</field></soap:Detail></soap:Fault>`;
}

function answerOf(action: string, input: Tree): string {
  const { Id: id, Key: key, ...fields } = input as Readonly<Record<string, string>>;
  if (action === 'FindTickets') {
    const found = tickets.filter((ticket) => ticket.fields.Key === key);
    return found
      .map((ticket) => `<d:Ticket><d:Id>${ticket.id}</d:Id><d:No>T-${ticket.id}</d:No><d:Key>${xmlOf(key ?? '')}</d:Key></d:Ticket>`)
      .join('');
  }
  const known = tickets.find((ticket) => ticket.id === Number(id));
  const ticket = known ?? { id: tickets.length + 1, fields: { Key: key ?? '' } };
  ticket.fields = { ...ticket.fields, ...fields };
  if (known === undefined) tickets.push(ticket);
  return `<d:Id>${ticket.id}</d:Id><d:No>T-${ticket.id}</d:No>`;
}

let server: Server;
let destination: Destination;
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = asked(request, Buffer.concat(chunks).toString());
      const fault = next ?? ('code' in call ? call : null);
      next = null;
      const type = version === '1.1' ? 'text/xml; charset=utf-8' : 'application/soap+xml; charset=utf-8';
      response.writeHead(fault === null ? 200 : 500, { 'content-type': type });
      if (fault !== null || 'code' in call) return void response.end(envelope(faultXml(fault ?? { code: '', subcode: '' })));
      response.end(envelope(`<d:${call.action}Response>${answerOf(call.action, call.input)}</d:${call.action}Response>`));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each<Version>(['1.1', '1.2'])('SOAP %s', (spoken) => {
  let object: TargetObject;
  beforeAll(() => {
    const text = readFileSync(new URL(`testdata/soap${spoken.replace('.', '')}.yaml`, import.meta.url), 'utf8');
    const { settings } = (parse(text) as { spec: { settings: unknown } }).spec;
    const { port } = server.address() as AddressInfo;
    const context = {
      system: 'desk',
      address: `http://127.0.0.1:${port}/`,
      secret: () => 'canary',
      callTimeoutMs: 5_000,
      allowLoopback: true,
    };
    const opened = connector.connect?.(connector.settings.parse(settings), context);
    if (opened?.objects.incident === undefined) throw new Error('nothing to connect to');
    destination = opened;
    object = opened.objects.incident;
  });
  beforeEach(() => {
    version = spoken;
    tickets.length = 0;
  });
  afterAll(() => destination.close());

  it('creates, changes and finds; signs of XML stay what they are', async () => {
    const made = await object.createRecord('key <&> 1', { title: 'A & <b>', description: ']]>', status: 'new' }, rehearsedCall());
    expect(made).toEqual({ remoteId: '1', number: 'T-1', url: null });
    const changed = { ...rehearsedCall(), changed: new Set(['status']) };
    await object.updateRecord('1', { title: 'A & <b>', status: 'resolved' }, changed);
    expect(tickets.map(({ fields }) => fields)).toEqual([{ Key: 'key <&> 1', Title: 'A & <b>', Text: ']]>', State: 'DONE' }]);
    expect(await object.find?.('key <&> 1', rehearsedCall())).toEqual([made]);
    expect(await object.find?.('key <&> 2', rehearsedCall())).toEqual([]);
  });

  it.each<[string, Fault, object]>([
    [
      'the data is refused',
      { code: SENDER[spoken], subcode: '', field: 'Title' },
      { class: 'invalid', scope: 'record', evidence: { field: 'Title' } },
    ],
    ['the user is refused', { code: SENDER[spoken], subcode: 'Authentication' }, { class: 'auth', scope: 'credential' }],
    [
      'the desk is busy',
      { code: spoken === '1.1' ? 'Server' : 'Receiver', subcode: 'Busy' },
      { class: 'rateLimit', retryAt: expect.any(Number) },
    ],
    ['the desk failed', { code: spoken === '1.1' ? 'Server' : 'Receiver', subcode: '' }, { class: 'unknown', scope: 'record' }],
    ['another SOAP', { code: 'VersionMismatch', subcode: '' }, { class: 'invalid', scope: 'system' }],
  ])('status 500, and %s', async (_name, fault, expected) => {
    next = fault;
    const failure = await failureOf(object.createRecord('k', { title: 'T', status: 'new' }, rehearsedCall()));
    expect(failure).toMatchObject(expected);
    expect(tickets).toEqual([]);
  });

  it('is not taken for the other one', async () => {
    version = spoken === '1.1' ? '1.2' : '1.1';
    expect(await failureOf(object.createRecord('k', { title: 'T', status: 'new' }, rehearsedCall()))).not.toBeNull();
    expect(tickets).toEqual([]);
  });
});
