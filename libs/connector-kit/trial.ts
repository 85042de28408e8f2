/** Tries a connection with a marked record: written, read back, changed, noted on and taken back, and says what each step showed. */
import { toFailure } from '#libs/failures';
import type { Call, Destination, TargetObject, Written } from './contract.ts';
import { withMarker } from './marker.ts';

export interface TrialStep {
  readonly step: 'sign in' | 'rights' | 'write' | 'read back' | 'change' | 'note' | 'take back';
  /** warning: it works, and somebody should look. skipped: it can't be tried there. */
  readonly result: 'ok' | 'failed' | 'warning' | 'skipped';
  readonly said: string;
  /** What to do next; null when nothing is to be done. */
  readonly next: string | null;
}

export interface TrialOptions {
  /** The object to try; null for the incident, or else the first there is. */
  readonly model: string | null;
  /** A UUID; names the record. */
  readonly mark: string;
  /** Writes also where the record can't be taken back. */
  readonly leave: boolean;
  readonly signal: AbortSignal;
  pause(milliseconds: number): Promise<void>;
}

/** A search is asked so often for the record just written. */
const LOOKS = 5;

export async function tryDestination(destination: Destination, options: TrialOptions): Promise<readonly TrialStep[]> {
  const steps: TrialStep[] = [await signIn(destination, options.signal)];
  if (steps[0]?.result === 'failed') return steps;
  steps.push(...(await rightsOf(destination, options.signal)));
  const names = Object.keys(destination.objects);
  const model = options.model ?? (names.includes('incident') ? 'incident' : names[0]);
  const object = model === undefined ? undefined : destination.objects[model];
  if (object === undefined) {
    const said = `no ${model ?? 'record'} can be written there`;
    return [...steps, { step: 'write', result: 'failed', said, next: `take one of: ${names.join(', ')}` }];
  }
  if (object.withdraw === undefined && !options.leave) {
    const said = 'a record written there can not be taken back, so none was written';
    return [...steps, { step: 'write', result: 'skipped', said, next: 'add --leave to write one that stays, for people to see' }];
  }
  return [...steps, ...(await roundTrip(object, options))];
}

async function attempt(step: TrialStep['step'], next: string, work: () => Promise<string>): Promise<TrialStep> {
  try {
    return { step, result: 'ok', said: await work(), next: null };
  } catch (error) {
    const { evidence, scope, class: kind } = toFailure(error);
    const refused = kind === 'auth' && scope !== 'credential' ? 'too little permission: ' : '';
    return { step, result: 'failed', said: `${refused}${evidence.message}`, next: evidence.hint ?? next };
  }
}

async function signIn({ probe }: Destination, signal: AbortSignal): Promise<TrialStep> {
  if (probe === undefined)
    return { step: 'sign in', result: 'skipped', said: 'there is nothing harmless to read: writing will show it', next: null };
  return attempt('sign in', 'correct the address or the secret', async () => {
    await probe(signal);
    return 'the credential is accepted';
  });
}

async function rightsOf({ rights }: Destination, signal: AbortSignal): Promise<TrialStep[]> {
  if (rights === undefined)
    return [{ step: 'rights', result: 'skipped', said: 'it does not tell what the account may do: too little shows below', next: null }];
  try {
    const { missing, excess } = await rights(signal);
    const steps: TrialStep[] = [];
    if (missing.length > 0)
      steps.push({ step: 'rights', result: 'failed', said: `too little: ${missing.join(', ')}`, next: 'grant these to the account' });
    if (excess.length > 0) {
      const next = 'take these from the account: whoever has the secret has them too';
      steps.push({ step: 'rights', result: 'warning', said: `more than is needed: ${excess.join(', ')}`, next });
    }
    return steps.length > 0
      ? steps
      : [{ step: 'rights', result: 'ok', said: 'what is needed, and nothing more that it tells', next: null }];
  } catch (error) {
    return [{ step: 'rights', result: 'skipped', said: `could not be asked: ${toFailure(error).evidence.message}`, next: null }];
  }
}

const nameOf = ({ number, url, remoteId }: Written): string => [number ?? remoteId, url].filter((part) => part !== null).join(' ');

async function roundTrip(object: TargetObject, options: TrialOptions): Promise<TrialStep[]> {
  const { mark, signal } = options;
  const key = `junctor-test-${mark}`;
  const call: Call = { deliveryId: mark, changed: null, traceparent: null, signal };
  const title = `Junctor connection test ${mark.slice(0, 8)}, please ignore`;
  let record: Written | null = null;
  const write = await attempt('write', 'see what the destination asks for in its README', async () => {
    record = await object.createRecord(key, { title, description: 'Written by `junctor systems test`.' }, call);
    return nameOf(record);
  });
  record ??= await leftBehind(object, key, call);
  if (record === null) return [write];
  const { remoteId } = record;
  const { note } = object.append ?? {};
  const steps = [write, await readBack(object, key, call, options)];
  steps.push(
    await attempt('change', 'let the account change records', async () => {
      await object.updateRecord(remoteId, { title: `${title} (changed)` }, { ...call, changed: new Set(['title']) });
      return 'its title was changed';
    }),
  );
  if (note !== undefined)
    steps.push(
      await attempt('note', 'let the account write notes', async () => {
        await note.appendRecord(remoteId, withMarker('A note by `junctor systems test`.', mark), call);
        return 'an internal note was added';
      }),
    );
  return [...steps, await takeBack(object, record, call)];
}

/** What a create that failed half-way has left there, so that it is taken back too. */
async function leftBehind(object: TargetObject, key: string, call: Call): Promise<Written | null> {
  try {
    return (await object.find?.(key, call))?.[0] ?? null;
  } catch {
    return null; // what could not be written can't be read either: the first failure is the one to tell
  }
}

async function readBack({ find, consistencyDelayMs }: TargetObject, key: string, call: Call, { pause }: TrialOptions): Promise<TrialStep> {
  if (find === undefined) return { step: 'read back', result: 'skipped', said: 'it can not be asked for a record by its key', next: null };
  const next = 'let the account read and search records by their key; raise limits.consistencyDelayMs where its search is slow';
  return attempt('read back', next, async () => {
    for (let look = 1; ; look++) {
      const found = await find(key, call);
      if (found.length === 1) return 'found by its key, once';
      if (found.length > 1 || look === LOOKS) throw new Error(`found ${found.length} times by its key`);
      await pause(Math.max(200, consistencyDelayMs / 2));
    }
  });
}

async function takeBack({ withdraw }: TargetObject, record: Written, call: Call): Promise<TrialStep> {
  const remains = `remove it by hand: ${nameOf(record)}`;
  if (withdraw === undefined) return { step: 'take back', result: 'warning', said: 'the record stays', next: remains };
  const step = await attempt('take back', remains, async () =>
    (await withdraw(record.remoteId, call)) === 'removed' ? 'removed' : 'ended; it can not be removed',
  );
  return step.result === 'failed' ? { ...step, next: `${remains}${step.next === remains ? '' : ` (${step.next})`}` } : step;
}
