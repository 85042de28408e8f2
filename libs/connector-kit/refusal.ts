/** 403 is a matter of one record, unless a harmless read is refused as well (reliability.md 2.3): then it is the credential. */
import { type Failure, FailureError, toFailure } from '#libs/failures';

/** The failure of the read as that of the call it explains: nothing was done, so there is nothing to ask about. */
function undecided({ mayHaveActed: _ofTheRead, ...failure }: Failure, error: unknown): FailureError {
  const message = `Refused, and why could not be found out: ${failure.evidence.message}`;
  const evidence = { ...failure.evidence, message };
  return new FailureError({ ...failure, class: failure.class === 'unknown' ? 'transient' : failure.class, evidence }, { cause: error });
}

/**
 * Does `work`; when it is refused with 403 as invalid/record, asks `probe` once. The probe refused too: auth/credential. The probe not
 * answered, or told to wait: that failure, so that the call comes again. Otherwise the refusal stands as it is.
 */
export async function probedWork<T>(work: () => Promise<T>, probe: () => Promise<void>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { failure } = error instanceof FailureError ? error : { failure: null };
    if (failure?.evidence.code !== '403' || failure.class !== 'invalid' || failure.scope !== 'record') throw error;
    const found = await probe().then(() => null, toFailure);
    if (found === null || found.class === 'invalid') throw error;
    if (found.class !== 'auth') throw undecided(found, error);
    const message = `${failure.evidence.message}; a harmless read is refused as well: it is the credential`;
    throw new FailureError({ class: 'auth', scope: 'credential', evidence: { ...failure.evidence, message } }, { cause: error });
  }
}

/** What a probe's 403 means: nothing of a record is in it. For the failure table of the probe's own request. */
export const PROBE_REFUSED = { status: 403, class: 'auth', scope: 'credential', meaning: 'even a harmless read is refused' } as const;
