/** Addresses of the servers, as the environment gives them. What does not fit is refused at start: a client would quote it in every error. */

/** `host:port`, or a host alone, whose port is then the usual one. Credentials do not belong here: no client takes them from an address. */
export const isBroker = (text: string): boolean => /^(\[[0-9a-f:.]+\]|[^\s@:/]+)(:\d{1,5})?$/i.test(text);

/** A base address of http or https, without user, password or query. */
export function isRegistry(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '';
}

/** `postgres://user:password@host:port/database`; what of a password has to be escaped and is not would become part of another field. */
export function isDatabase(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && !`${url.pathname}${url.search}${url.hash}`.includes('@');
}

/** The password of such an address, escaped as it stands there and as it is sent. */
export function passwordsIn(databaseUrl: string): string[] {
  const password = URL.parse(databaseUrl)?.password ?? '';
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    // A percent sign that escapes nothing: it is sent as it stands.
    return [password];
  }
}
