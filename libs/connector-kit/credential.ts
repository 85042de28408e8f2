/** A secret that may be rotated while we work: read at every use, told apart by version, and a refusal of the old one is no refusal. */
import { createHash } from 'node:crypto';
import { FailureError } from '#libs/failures';

export interface Credential {
  /** The reference's text: may be shown. */
  readonly reference: string;
  /** The secret of now. Throws FailureError (auth, credential) when it cannot be read. */
  secret(): string;
  /** Four hexadecimal digits: too few to guess a secret by, enough to see that it changed. */
  version(): string;
  /**
   * Works with the secret of now. When that ends in an auth failure and the secret was changed meanwhile, works once more with the new
   * one: a request that was not let in has done nothing.
   */
  use<T>(work: (secret: string) => Promise<T>): Promise<T>;
}

/** `read` resolves a reference as ConnectContext.secret does. */
export function createCredential(reference: string, read: (reference: string) => string): Credential {
  return {
    reference,
    secret: () => read(reference),
    version: () =>
      createHash('sha256')
        .update(`junctor credential ${read(reference)}`)
        .digest('hex')
        .slice(0, 4),
    async use(work) {
      const used = read(reference);
      try {
        return await work(used);
      } catch (error) {
        if (!(error instanceof FailureError) || error.failure.class !== 'auth') throw error;
        const current = read(reference);
        if (current === used) throw error;
        return await work(current);
      }
    },
  };
}
