import type { DocPath } from '../problem.ts';
import type { System } from '../schema/system.ts';
import { holdsPassword } from '../url-password.ts';
import type { Report } from './report.ts';

/** Deeper than any settings go; an alias of YAML may hold itself. */
const deepest = 32;

/** Places of the texts below a value that hold a URL with a user or password. */
function places(value: unknown, path: DocPath): DocPath[] {
  if (typeof value === 'string') return holdsPassword(value) ? [path] : [];
  if (typeof value !== 'object' || value === null || path.length > deepest) return [];
  const inner: Iterable<readonly [string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  return [...inner].flatMap(([key, each]) => places(each, [...path, key]));
}

/** The text is never shown. */
export function checkUrlPasswords({ spec: { address, proxy, settings } }: System, report: Report): void {
  const found = [
    ...places(address, ['spec', 'address']),
    ...places(proxy?.address, ['spec', 'proxy', 'address']),
    ...places(settings, ['spec', 'settings']),
  ];
  for (const path of found) {
    const [, part] = path;
    const hint = part === 'proxy' ? "write `proxy: { address: 'http://host:port', auth: { user, secret: 'env:NAME' } }`" : null;
    report('system.url.password', path, { message: 'a URL with a user or password in it; not shown', hint });
  }
}
