/** Where a system is, as its file has it or as a reference leads to; what of the latter opens a door is a secret like any other. */
import { rememberSecret } from '#libs/failures';

/** `file:///...` is itself an address: of a folder. */
const isReference = (text: string): boolean => /^(?:env|file):/.test(text) && !text.startsWith('file:///');

/** Names of paths and versions are short, or words; what nobody is to guess is neither. */
const looksSecret = (part: string): boolean => part.length >= 12 && (/\d/.test(part) || (part.length >= 20 && /^[A-Za-z]+$/.test(part)));

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A percent sign that escapes nothing stands for itself.
    return part;
  }
}

/**
 * Texts of an address that sign in by themselves: `/services/T0/B0/<secret>`, `?sig=<secret>`, and the path and query that they are in. A path
 * whose query alone is secret stays readable: `/api/incidents` is what other systems say as well.
 */
export function secretsIn(address: string): readonly string[] {
  const url = URL.parse(address);
  if (url === null) return [];
  const { pathname, search } = url;
  const inPath = pathname.split('/').filter(looksSecret);
  const inQuery = search
    .slice(1)
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1))
    .filter(looksSecret);
  const secret = [...inPath, ...inQuery];
  const whole = [...(secret.length > 0 ? [`${pathname}${search}`] : []), ...(inPath.length > 0 ? [pathname] : [])];
  return [...new Set([...whole, ...secret].flatMap((text) => [text, decoded(text)]))];
}

/**
 * The address of a system: a literal one as it is, `env:NAME` and `file:/path` as `read` finds them. Secrets in the path or query of one that
 * was read are left out of logs and of whatever is quoted. Throws what `read` throws, see resolveSecret.
 */
export function resolveAddress(given: string | undefined, read: (reference: string) => string): string {
  if (given === undefined || !isReference(given)) return given ?? '';
  const address = read(given);
  const secrets = secretsIn(address);
  if (secrets.length > 0) rememberSecret(address, secrets);
  return address;
}
