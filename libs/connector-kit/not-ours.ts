import { FailureError } from '#libs/failures';

/** A write that was not begun: the record may be in somebody else's hands by now, or the destination has asked to wait (Call.holds). */
export function notOurs(): FailureError {
  return new FailureError({
    class: 'transient',
    scope: 'lane',
    evidence: { message: 'nothing was written: by now another process may have the record, or the destination has asked to wait' },
  });
}
