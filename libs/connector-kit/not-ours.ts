import { FailureError } from '#libs/failures';

/** A write that was not begun: the record may be in somebody else's hands by now (Call.holds). */
export function notOurs(): FailureError {
  return new FailureError({
    class: 'transient',
    scope: 'lane',
    evidence: { message: 'nothing was written: by now the record may be in the hands of another process' },
  });
}
