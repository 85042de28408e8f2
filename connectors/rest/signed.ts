/** What a way of signing in does with a request, whichever it is. */
import type { HttpCall } from '#libs/connector-kit';

/** A call whose parts are all known. `query` is without the question mark. */
export interface Unsigned {
  readonly method: HttpCall['method'];
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  /** The secret it was signed with, or its token, first; then the forms it travels in. */
  readonly secrets: readonly string[];
}

export interface SignIn {
  /** Throws FailureError (auth, credential) when a secret cannot be read or buys no token. */
  sign(call: Unsigned): Promise<Signed>;
  /** The destination did not let this in. True when another try may be: a token was dropped, or the secret was changed meanwhile. */
  refused(signed: Signed): boolean;
  close(): Promise<void>;
}
