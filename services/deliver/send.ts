import type { AppendAction, Call, IdempotencyClass, TargetObject, Written } from '#libs/connector-kit';
import { type Failure, FailureError, toFailure } from '#libs/failures';
import type { Claimed, Link, Settled } from '#libs/state';
import { startHop, step } from '#libs/telemetry';
import type { Addition, Wanted } from './accept.ts';
import { type Account, createAccount } from './account.ts';
import { addText, withoutRecord } from './append.ts';
import type { Connected } from './destinations.ts';
import { notDoneYet, notShownYet } from './doubt.ts';
import { type Permit, tooLate } from './leases.ts';
import { type DeliveryPolicy, standardPolicy } from './policies.ts';
import { nextAfter } from './retry.ts';
import { timeLimit } from './time-limit.ts';

type Result = Settled['result'];

/**
 * Brings one remote record to its wanted state under the lane's permit: create, update or nothing, from the link and the
 * state last written; or adds a text to it. Never throws: whatever happens is a result. `account` is told what it cost.
 */
export async function send(
  claimed: Claimed,
  connected: Connected,
  permit: Permit,
  policy: DeliveryPolicy = standardPolicy,
  account: Account = createAccount(),
): Promise<Result> {
  const wanted = claimed.want as Wanted | Addition;
  if ('append' in wanted && !claimed.link) return withoutRecord(claimed);
  const object = connected.destination.objects[wanted.model];
  const span = startHop({
    name: `deliver ${claimed.targetSystem}`,
    kind: 'client',
    traceparent: claimed.traceparent,
    attributes: () => ({
      'junctor.stage': 'deliver',
      'junctor.target.system': claimed.targetSystem,
      'junctor.target.key': claimed.targetKey,
      'junctor.attempt': claimed.attempt,
    }),
  });
  const limit = timeLimit(connected.callTimeoutMs, permit.signal);
  const call: Call = {
    changed: 'append' in wanted ? null : changedFields(claimed, wanted),
    deliveryId: claimed.deliveryId,
    traceparent: span.traceparent,
    signal: limit.signal,
    holds: () => permit.holds(),
    answered: account.answered,
  };
  try {
    if (!object)
      throw new FailureError({
        class: 'invalid',
        scope: 'record',
        evidence: { message: `${claimed.targetSystem} cannot hold a ${wanted.model}` },
      });
    if (!permit.mayWrite()) throw tooLate();
    step('deliver', 'sending', 1);
    const result = await ('append' in wanted ? addText(claimed, object, wanted, call, permit) : act(claimed, object, wanted, call, permit));
    step('deliver', 'answered', 1);
    span.end();
    return result;
  } catch (error) {
    const failure = toFailure(error);
    span.end(failure.class);
    return afterwards(failure, claimed, actionFor(claimed, wanted, object), policy);
  } finally {
    limit.end();
  }
}

/** What comes after a failure. What may have been done stays in doubt, also while a person looks at it. */
function afterwards(failure: Failure, claimed: Claimed, action: Action | undefined, policy: DeliveryPolicy): Result {
  // What repeats harmlessly leaves no doubt; the rest is asked about before it is sent again, or counted where it cannot be.
  const inDoubt = failure.mayHaveActed === true && (action?.idempotency === 'searchable' || action?.idempotency === 'none');
  const next = nextAfter(failure, policy.decide(failure), {
    attempt: claimed.attempt,
    tries: claimed.tries,
    probing: claimed.probes.some(({ phase }) => phase === 'probing'),
    settleMs: action?.consistencyDelayMs ?? 1_000,
    now: Date.now(),
    jitter: Math.random(),
  });
  if (next.kind === 'park')
    return {
      kind: 'parked',
      failure: inDoubt ? { ...failure, class: 'unknown' } : failure,
      head: policy.parkedHead,
      // Nobody can tell how often it was done before it was refused.
      ...(claimed.mustAsk && action?.idempotency === 'none' && { possibleDuplicate: true }),
    };
  return { ...next, unknown: next.unknown || inDoubt, failure };
}

async function act(claimed: Claimed, object: TargetObject, wanted: Wanted, call: Call, permit: Permit): Promise<Result> {
  const { link, wantDigest, mustAsk } = claimed;
  if (link) {
    if (link.writtenDigest === wantDigest && !mustAsk) return { kind: 'noop', reason: 'the destination already holds this state' };
    const early = mustAsk ? notDoneYet(object, claimed) : null;
    if (early) throw early;
    const written = await object.updateRecord(link.remoteId, wanted.fields, call);
    return delivered(written, wantDigest, 'update', mustAsk && object.update === 'none');
  }
  const key = correlationKey(claimed);
  if (mustAsk && object.create === 'searchable') {
    const adopted = await ask(object, key, claimed, call);
    // The process may have been stopped for minutes while it asked.
    if (!permit.mayWrite()) throw tooLate();
    if (adopted) return delivered(await object.updateRecord(adopted.remoteId, wanted.fields, call), wantDigest, 'adopt', false);
  }
  const written = await object.createRecord(key, wanted.fields, call);
  return delivered(written, wantDigest, 'create', mustAsk && object.create === 'none');
}

/** Certain only when the last write is known and no attempt since then is in doubt. */
function changedFields({ link, written, mustAsk }: Claimed, wanted: Wanted): Call['changed'] {
  if (!link || mustAsk || written === null) return null;
  const before = (written as Wanted).fields;
  const names = Object.keys(wanted.fields).filter((name) => JSON.stringify(wanted.fields[name]) !== JSON.stringify(before[name]));
  return new Set(names);
}

interface Action extends Pick<AppendAction, 'consistencyDelayMs'> {
  readonly idempotency: IdempotencyClass;
}

/** What is done at the destination; undefined when it cannot do it. */
function actionFor({ link }: Claimed, wanted: Wanted | Addition, object: TargetObject | undefined): Action | undefined {
  if (!object || 'append' in wanted) return 'append' in wanted ? object?.append?.[wanted.append.audience] : undefined;
  return { idempotency: link ? object.update : object.create, consistencyDelayMs: object.consistencyDelayMs };
}

/** "Not found" counts only after the destination's consistency delay; more than one match is for a person. */
async function ask(object: TargetObject, key: string, claimed: Claimed, call: Call): Promise<Written | null> {
  if (!object.find) throw new FailureError({ class: 'bug', scope: 'record', evidence: { message: 'a searchable create without find' } });
  const found = await object.find(key, call);
  if (found.length > 1) {
    throw new FailureError({
      class: 'invalid',
      scope: 'record',
      evidence: {
        message: `${found.length} records of ${claimed.targetSystem} carry the key ${key}`,
        excerpt: found.map((each) => each.number ?? each.remoteId).join(', '),
        hint: 'merge them there, then replay',
      },
    });
  }
  const [only] = found;
  if (only) return only;
  const early = notShownYet(object, claimed);
  if (early) throw early;
  return null;
}

function delivered(written: Written, writtenDigest: string, action: 'create' | 'update' | 'adopt', possibleDuplicate: boolean): Result {
  const link: Link = { remoteId: written.remoteId, number: written.number, url: written.url, writtenDigest };
  return { kind: 'delivered', link, action, possibleDuplicate };
}

/** One remote record per target key and episode; the first episode's key is the plain one. */
export function correlationKey(claimed: Pick<Claimed, 'targetKey' | 'episode'>): string {
  return claimed.episode > 1 ? `${claimed.targetKey}#${claimed.episode}` : claimed.targetKey;
}
