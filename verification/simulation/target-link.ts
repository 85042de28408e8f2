import type { Call } from '#libs/connector-kit';
import { type FailureClass, FailureError, type FailureScope } from '#libs/failures';
import { type CallFault, callerFaults, cutFaults, type TargetFault } from './fault-kinds.ts';
import type { Struck } from './faults.ts';
import type { Host } from './host.ts';
import type { Effect, Journal, Outage, Refusal, Request } from './journal.ts';
import { createLimit } from './target-limit.ts';
import type { World } from './world.ts';

interface Done<R> {
  readonly result: R;
  readonly id: string | null;
  readonly after: Readonly<Record<string, unknown>>;
}

export interface LinkOptions {
  /** What is done, and seen by searches, at the latest so long after the caller's connection ended. */
  readonly delayMs: number;
  readonly faults: readonly TargetFault[];
}

type Execute<R> = (lagLeft: number) => Done<R>;

const scopes: Partial<Record<FailureClass, FailureScope>> = { rateLimit: 'credential', auth: 'credential', invalid: 'record' };

const failure = (kind: FailureClass, message: string, retryAt: number | null = null): FailureError =>
  new FailureError({
    class: kind,
    scope: scopes[kind] ?? 'system',
    ...(retryAt === null ? {} : { retryAt }),
    evidence: { message },
  });

const badGateway = (): FailureError =>
  new FailureError({ class: 'transient', scope: 'record', mayHaveActed: true, evidence: { message: 'bad gateway' } });

/** What a destination leaves behind besides its effects. */
export interface Notes {
  readonly journal: Journal;
  /** Deliveries that were refused for what is in them. */
  readonly refusals: Refusal[];
  /** Times in which the credential was not accepted. */
  readonly outages: Outage[];
}

/** The network between hosts and one destination, with the destination's moods. */
export function createTargetLink(world: World, name: string, { journal, refusals, outages }: Notes, options: LinkOptions) {
  const { clock, streams, faults, trace } = world;
  const random = streams.of(`target ${name}`);
  const latency = (): number => 0.3 + random.next() * random.next() * 30;
  const limit = createLimit(world, name, journal);
  let downUntil = 0;

  /** The secret is changed once it was refused for so long: whoever reads it from then on has the new one. */
  function letNobodyIn(forMs: number): FailureError {
    const current = outages.at(-1);
    if (!current || current.until <= clock.now()) outages.push({ at: clock.now(), until: clock.now() + forMs });
    return failure('auth', 'the credential is not accepted');
  }

  /** null when it is taken; else what the destination says instead. */
  function refusal(host: Host, request: Request, mood: Struck<TargetFault> | null, deliveryId: string): FailureError | null {
    if (mood?.kind === 'target-down') downUntil = clock.now() + mood.forMs;
    if (downUntil > clock.now()) return failure('down', 'connection refused');
    if (mood?.kind === 'rate-limit') limit.begin(mood.forMs);
    const retryAt = limit.refuses(host, request);
    if (retryAt !== undefined) return failure('rateLimit', 'too many requests', retryAt);
    if (mood?.kind === 'auth-expired' || (outages.at(-1)?.until ?? 0) > clock.now()) return letNobodyIn(mood?.forMs ?? 0);
    if (mood?.kind === 'invalid') {
      refusals.push({ deliveryId, lane: request.lane.replace(/#\d+$/, ''), at: clock.now() });
      return failure('invalid', 'a field is not accepted');
    }
    return mood?.kind === 'refused' ? failure('transient', 'internal error, nothing was done') : null;
  }

  /** What befalls the caller at this call: it may not live to send it. */
  function befallen(host: Host, request: Request, site: string, mood: Struck<TargetFault> | null): Struck<CallFault> | null {
    const cut = faults.at(site, 1, cutFaults);
    if (cut) host.cutOffUntil = clock.now() + cut.forMs;
    const fault = mood === null ? faults.at<CallFault>(site, 1, callerFaults) : null;
    trace.add(`call ${host.name} ${name} ${request.op} ${request.key} ${(mood ?? fault)?.kind ?? ''} ${cut ? 'cut off' : ''}`);
    if (fault?.kind === 'crash-before') world.kill(host);
    return fault;
  }

  function link<R>(host: Host, call: Call, request: Request, execute: Execute<R>): Promise<R> {
    if (host.dead) return new Promise(() => undefined);
    const site = `target.${name}.${request.op}`;
    const mood = faults.at(site, 1, options.faults);
    const fault = befallen(host, request, site, mood);
    if (host.dead) return new Promise(() => undefined);
    const begunAt = clock.now();

    function effect(lagLeft: number): { result: R; effect: Effect } {
      const done = execute(lagLeft);
      const { op, key, fields } = request;
      const made: Effect = {
        ...{ at: clock.now(), op, key, fields, begunAt, answered: false },
        ...{ id: done.id, after: done.after, deliveryId: call.deliveryId, host: host.name },
      };
      trace.add(`effect ${name} ${op} ${key} ${call.deliveryId}`);
      if (!op.startsWith('find')) journal.push(made);
      return { result: done.result, effect: made };
    }

    return new Promise<R>((resolve, reject) => {
      let ended = false;
      const end = (settle: () => void): void => {
        if (ended) return;
        ended = true;
        call.signal.removeEventListener('abort', onAbort);
        settle();
      };
      const heard = (): void => {
        if (!ended) call.answered?.({ status: 200, headers: {} });
      };
      const onAbort = (): void => end(() => reject(failure('unknown', 'no answer within the time of the call')));
      call.signal.addEventListener('abort', onAbort);

      /** The connection breaks, or the caller's patience does; then the request is done, late but within what is declared. */
      function neverAnswered(): void {
        if (random.chance(0.5))
          clock.after(host, random.next() * 4_000, () =>
            end(() => reject(failure('unknown', 'connection reset after the request was sent'))),
          );
      }

      function late(): void {
        const check = (): void => {
          if (!ended && !host.dead && host.stalledUntil <= clock.now()) return void clock.after(null, 100, check);
          const wait = random.next() * options.delayMs * 0.9;
          clock.after(null, wait, () => effect(Math.max(0, options.delayMs - wait - 100)));
        };
        neverAnswered();
        check();
      }

      function arrive(): void {
        const refused = refusal(host, request, mood, call.deliveryId);
        if (refused)
          return void clock.after(host, latency(), () => {
            if (refused.failure.class !== 'down') heard();
            end(() => reject(refused));
          });
        if (mood?.kind === 'late-execution') {
          late();
          return;
        }
        const done = effect(options.delayMs);
        if (mood?.kind === 'withheld') {
          neverAnswered();
          return;
        }
        // Something in between has lost the answer and says so in words of its own.
        if (mood?.kind === 'gateway') return void clock.after(host, latency(), () => end(() => reject(badGateway())));
        const wait = latency() + (fault?.kind === 'slow' ? 500 + random.next() * 11_000 : 0);
        clock.after(host, wait, () => {
          done.effect.answered = !ended;
          heard();
          end(() => resolve(done.result));
          if (fault?.kind === 'crash-answered') clock.after(null, 0.001 + random.next() * 5, () => world.kill(host));
        });
      }

      clock.after(null, latency(), arrive);
      if (fault?.kind === 'crash-sent') world.kill(host);
      if (fault?.kind === 'stall') world.stall(host, fault.forMs);
    });
  }

  /** Changes with the secret. */
  const credentialVersion = (): string => String(outages.filter(({ until }) => until <= clock.now()).length).padStart(4, '0');

  return { link, credentialVersion };
}
