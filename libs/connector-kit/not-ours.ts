import { FailureError } from '#libs/failures';

/** A write that was not begun: the record may be in somebody else's hands by now (Call.holds). */
export function notOurs(): FailureError {
  return new FailureError({
    class: 'transient',
    scope: 'lane',
    evidence: { message: 'this call was not begun: by now the record may be in the hands of another process' },
  });
}
