import { type AppendAction, type Appended, type Call, markerOf, type TargetObject } from '#libs/connector-kit';
import { FailureError } from '#libs/failures';
import type { Claimed, Settled } from '#libs/state';
import type { Addition } from './accept.ts';
import { notShownYet } from './doubt.ts';
import { type Permit, tooLate } from './leases.ts';

type Result = Settled['result'];

/** Adds a text to the record of the link. Where an earlier try may have done it, its mark is looked for first. Throws FailureError. */
export async function addText(claimed: Claimed, object: TargetObject, { append }: Addition, call: Call, permit: Permit): Promise<Result> {
  const { audience, text } = append;
  const remoteId = claimed.link?.remoteId;
  const action = object.append?.[audience];
  if (action === undefined || remoteId === undefined) throw cannotTake(claimed, audience);
  if (claimed.mustAsk && action.idempotency === 'searchable') {
    const [first, ...others] = await findText(remoteId, action, claimed, call);
    // More than one is told as such: nobody can take a text back.
    if (first) return added('adopt', first, `the ${audience} was there already`, others.length > 0);
    // The process may have been stopped for minutes while it asked.
    if (!permit.mayWrite()) throw tooLate();
  }
  const entry = await action.appendRecord(remoteId, text, call);
  return added('append', entry, `a ${audience} was added`, claimed.mustAsk && action.idempotency === 'none');
}

function added(action: 'append' | 'adopt', { remoteId: entry }: Appended, reason: string, possibleDuplicate: boolean): Result {
  return { kind: 'appended', action, entry, reason, possibleDuplicate };
}

/** Empty: it is not there and was not done. */
async function findText(remoteId: string, action: AppendAction, claimed: Claimed, call: Call): Promise<readonly Appended[]> {
  if (!action.findAppend)
    throw new FailureError({ class: 'bug', scope: 'record', evidence: { message: 'a searchable append without findAppend' } });
  const found = await action.findAppend(remoteId, markerOf(claimed.deliveryId), Date.now() - claimed.triedForMs, call);
  const early = found.length > 0 ? null : notShownYet(action, claimed);
  if (early) throw early;
  return found;
}

/**
 * What was to make the record has left the lane, and nothing that waits will make it. The text waits for a person, and holds nobody up: what
 * makes the record in the end comes after it.
 */
export function withoutRecord({ targetSystem, targetKey }: Claimed): Result {
  const evidence = {
    code: 'no-record',
    message: `the record ${targetKey} that this text belongs to was never made at ${targetSystem}`,
    hint: 'replay what makes the record first, then this',
  };
  return { kind: 'parked', failure: { class: 'invalid', scope: 'record', evidence }, head: 'skip' };
}

function cannotTake({ targetSystem }: Claimed, audience: string): FailureError {
  const evidence = {
    message: `${targetSystem} cannot take a ${audience}`,
    hint: `take the ${audience} out of the flow, or use a target that can take one: docs/reference/connectors.md`,
  };
  return new FailureError({ class: 'invalid', scope: 'record', evidence });
}
