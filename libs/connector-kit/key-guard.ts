/** A record that was made and did not keep its key would never be found: until it does, no other one is made by this connection. */
import { FailureError, toFailure } from '#libs/failures';
import type { Call } from './contract.ts';

export interface Keyless {
  readonly remoteId: string;
  readonly key: string;
  /** What people call the record. */
  readonly name: string;
  /** Field of the destination that the key belongs in. */
  readonly field: string;
  readonly hint: string;
}

export interface KeyGuard {
  /** Before a create. Throws FailureError (invalid, system) while the keyless record still cannot be given its key; nothing is made then. */
  before(call: Call): Promise<void>;
  /** The failure (invalid, record) of a create whose record did not keep its key: for a person, who finds the record by its name. */
  failed(record: Keyless): FailureError;
}

/** `mend` writes the key on the record and says whether it is there now: that changes nothing else and makes no record. */
export function createKeyGuard(mend: (record: Keyless, call: Call) => Promise<boolean>): KeyGuard {
  let keyless: Keyless | null = null;

  /**
   * A record that is gone was tidied away: the next create shows whether the cause is. Any other refusal is of that record, and must not
   * become one of the record that waits for it.
   */
  async function mended(record: Keyless, call: Call): Promise<boolean> {
    try {
      return await mend(record, call);
    } catch (error) {
      const { class: kind, evidence } = toFailure(error);
      if (kind !== 'invalid') throw error;
      return evidence.code === '404';
    }
  }

  return {
    async before(call) {
      const record = keyless;
      if (record === null) return;
      if (!(await mended(record, call))) {
        const { name, key, field, hint } = record;
        const message = `${name} still does not keep its correlation key: nothing else is created before it does`;
        throw new FailureError({ class: 'invalid', scope: 'system', evidence: { message, field, expected: key, hint } });
      }
      if (keyless === record) keyless = null;
    },
    failed(record) {
      keyless ??= record;
      const { name, key, field, hint } = record;
      const message = `${name} was created, but does not carry its correlation key`;
      return new FailureError({ class: 'invalid', scope: 'record', evidence: { message, field, expected: key, hint } });
    },
  };
}
