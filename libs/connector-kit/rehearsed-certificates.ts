/** Certificates for tests, made while they run: X.509 version 3 over P-256, signed by whoever is told (RFC 5280). */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

export interface Made {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
  readonly privateKey: KeyObject;
  readonly name: string;
}

export interface Wanted {
  readonly name: string;
  /** Who signs it; itself when absent. */
  readonly by?: Made;
  readonly isAuthority?: boolean;
  /** DNS names and addresses that it is for. */
  readonly hosts?: readonly string[];
  /** Days from now; may lie behind. */
  readonly fromDays?: number;
  readonly untilDays?: number;
}

const DAY_MS = 86_400_000;

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const time = (days: number): Buffer => {
  const [text = ''] = new Date(Date.now() + days * DAY_MS).toISOString().replace(/[-:T]/g, '').split('.');
  return der(0x18, Buffer.from(`${text}Z`));
};
const name = (text: string): Buffer => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(text)))));
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));

const octets = (host: string): Buffer =>
  host === '::1' ? Buffer.concat([Buffer.alloc(15), Buffer.from([1])]) : Buffer.from(host.split('.').map(Number));
const general = (host: string): Buffer => (isIP(host) === 0 ? der(0x82, Buffer.from(host)) : der(0x87, octets(host)));

function extensions({ isAuthority = false, hosts = [] }: Wanted): Buffer {
  const constraints = sequence(...(isAuthority ? [der(0x01, Buffer.from([255]))] : []));
  const all = [sequence(oid('551d13'), der(0x01, Buffer.from([255])), der(0x04, constraints))];
  if (hosts.length > 0) all.push(sequence(oid('551d11'), der(0x04, sequence(...hosts.map(general)))));
  return der(0xa3, sequence(...all));
}

export function makeCertificate(wanted: Wanted): Made {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { by, fromDays = -1, untilDays = 30 } = wanted;
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)]);
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ECDSA_SHA256,
    name(by?.name ?? wanted.name),
    sequence(time(fromDays), time(untilDays)),
    name(wanted.name),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions(wanted),
  );
  const signature = sign('sha256', signed, by?.privateKey ?? privateKey);
  const bytes = sequence(signed, ECDSA_SHA256, der(0x03, Buffer.from([0]), signature));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    certificate: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    privateKey,
    name: wanted.name,
  };
}
