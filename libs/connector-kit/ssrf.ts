/**
 * The destination guard: which addresses a connector may talk to. A name is resolved once and the socket opened to the
 * very address that was checked, so that a second look-up can't lead elsewhere.
 */
import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { FailureError } from '#libs/failures';

export interface GuardOptions {
  /** Loopback addresses and plain http to them: for a laptop, for tests. */
  readonly allowLoopback: boolean;
  /** Private networks that may be reached, as `10.0.0.0/8`; none when absent. */
  readonly privateNetworks?: readonly string[] | undefined;
}

/** Never a destination: this host, link-local (cloud metadata), multicast, reserved; metadata services at other addresses. */
const DENIED = new BlockList();
DENIED.addSubnet('0.0.0.0', 8);
DENIED.addSubnet('169.254.0.0', 16);
DENIED.addSubnet('224.0.0.0', 4);
DENIED.addSubnet('240.0.0.0', 4);
DENIED.addAddress('100.100.100.200');
DENIED.addAddress('::', 'ipv6');
// Forms that carry an IPv4 address where a gateway unpacks it: translated, local NAT64, Teredo (whose address is scrambled).
DENIED.addSubnet('::ffff:0:0:0', 96, 'ipv6');
DENIED.addSubnet('64:ff9b:1::', 48, 'ipv6');
DENIED.addSubnet('2001::', 32, 'ipv6');
DENIED.addSubnet('fe80::', 10, 'ipv6');
DENIED.addSubnet('fec0::', 10, 'ipv6');
DENIED.addSubnet('ff00::', 8, 'ipv6');
DENIED.addAddress('fd00:ec2::254', 'ipv6');

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/** Networks of an organisation, of providers and of benchmarks (RFC 1918, 6598, 6890, 2544, 4193): reached where they were allowed by name. */
export const PRIVATE_NETWORKS: readonly string[] = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '192.0.0.0/24', '198.18.0.0/15'],
  'fc00::/7',
];
const PRIVATE = networks(PRIVATE_NETWORKS);

function networks(all: readonly string[]): BlockList {
  const list = new BlockList();
  for (const each of all) {
    const [address = '', bits = ''] = each.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** Built once for each list. */
const allowed = new WeakMap<readonly string[], BlockList>();

function isAllowed(address: string, kind: 'ipv4' | 'ipv6', list: readonly string[]): boolean {
  const known = allowed.get(list) ?? networks(list);
  allowed.set(list, known);
  return known.check(address, kind);
}

/** IPv4 inside an IPv6 address: mapped, NAT64 and 6to4 forms lead to the address they carry. */
function embeddedV4(address: string): string | null {
  const plain = new URL(`http://[${address.split('%')[0] ?? ''}]/`).hostname.slice(1, -1);
  const mapped =
    /^(?:::ffff:|64:ff9b::|::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain) ?? /^2002:([0-9a-f]{1,4}):([0-9a-f]{1,4}):/.exec(plain);
  if (mapped === null) return null;
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Why this literal address may not be talked to; null when it may. */
export function deniedAddress(address: string, options: GuardOptions): string | null {
  const family = isIP(address);
  if (family === 0) return 'is not an IP address';
  const v4 = family === 6 ? embeddedV4(address) : null;
  if (v4 !== null) return deniedAddress(v4, options);
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  if (DENIED.check(address, kind)) return 'is link-local, reserved or a metadata service';
  if (!options.allowLoopback && LOOPBACK.check(address, kind)) return 'is a loopback address, which has to be allowed explicitly';
  if (PRIVATE.check(address, kind) && !isAllowed(address, kind, options.privateNetworks ?? []))
    return 'is in a private network, which has to be allowed explicitly (JUNCTOR_PRIVATE_NETWORKS)';
  return null;
}

function refuse(shown: string, why: string): FailureError {
  return new FailureError({
    class: 'invalid',
    scope: 'system',
    evidence: {
      message: `Destination ${shown} ${why}`,
      code: 'destination-denied',
      hint: 'Correct the address of the system, or allow it for this installation',
    },
  });
}

/** RFC 6761: these names are this host, whatever a resolver says, with a dot at the end too. */
const LOCALHOST = /(?:^|\.)localhost\.?$/i;

const isLoopbackName = (host: string): boolean =>
  LOCALHOST.test(host) || LOOPBACK.check(host, 'ipv4') || (isIP(host) === 6 && LOOPBACK.check(host, 'ipv6'));

/** Parses and checks an address before anything is opened. Throws FailureError (invalid, system). */
export function guardAddress(address: string, options: GuardOptions): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null) throw refuse('address', 'is not a URL');
  if (url.username !== '' || url.password !== '') throw refuse(url.host, 'carries a user or password in its URL');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const denied = isIP(host) === 0 ? null : deniedAddress(host, options);
  if (denied !== null) throw refuse(url.host, denied);
  if (!options.allowLoopback && LOCALHOST.test(host)) throw refuse(url.host, 'is this host, which has to be allowed explicitly');
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && options.allowLoopback && isLoopbackName(host)) return url;
  throw refuse(url.host, url.protocol === 'http:' ? 'is not https' : `has the scheme ${url.protocol}`);
}

/** Resolves a name to all of its addresses, as `lookup` of node:dns does. */
type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** A look-up for sockets: resolves a name, refuses it when any of its addresses is denied, and hands out what was checked. */
export function guardedLookup(options: GuardOptions, resolve: Resolve = systemLookup): LookupFunction {
  return (hostname, given, done) => {
    resolve(hostname, { ...given, all: true }, (error, found) => {
      const addresses: LookupAddress[] = error === null ? found : [];
      const bad = addresses.find((one) => deniedAddress(one.address, options) !== null);
      const first = addresses[0];
      if (error !== null) done(error, '', 0);
      else if (bad !== undefined)
        done(refuse(hostname, `resolves to ${bad.address}, which ${deniedAddress(bad.address, options) ?? ''}`), '', 0);
      else if (first === undefined) done(refuse(hostname, 'has no address'), '', 0);
      else if (given.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}
