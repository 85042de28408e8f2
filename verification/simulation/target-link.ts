import type { Call } from '#libs/connector-kit';
import { type FailureClass, FailureError } from '#libs/failures';
import type { CallFault, TargetFault } from './faults.ts';
import type { Host } from './host.ts';
import type { World } from './world.ts';

/** One thing that a destination did, in the order in which it did it. */
export interface Effect {
  readonly at: number;
  readonly op: string;
  readonly key: string;
  readonly id: string | null;
  readonly deliveryId: string;
  readonly host: string;
  /** What was sent, and what the record was afterwards. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** When the call was begun. */
  readonly begunAt: number;
  /** The caller got its answer: nothing excuses sending it again but what befell the caller later. */
  answered: boolean;
}

export type Journal = (Effect | EarlyCall)[];

/** A call that came before the time its lane had been told to wait for. */
export interface EarlyCall {
  readonly early: string;
}

interface Request {
  readonly op: string;
  readonly key: string;
  readonly lane: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

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

const callFaultsHere: readonly CallFault[] = ['crash-before', 'crash-sent', 'crash-answered', 'stall', 'slow'];

const failure = (kind: FailureClass, message: string, retryAt?: number): FailureError =>
  new FailureError({
    class: kind,
    scope: kind === 'rateLimit' ? 'credential' : 'system',
    ...(retryAt === undefined ? {} : { retryAt }),
    evidence: { message },
  });

/** The network between hosts and one destination, with the destination's moods. */
export function createTargetLink(world: World, name: string, journal: Journal, options: LinkOptions) {
  const { clock, random, faults, trace } = world;
  const told = new Map<string, { readonly until: number; readonly at: number }>();
  const latency = (): number => 0.3 + random.next() * random.next() * 30;
  let limitedUntil = 0;
  let downUntil = 0;

  function noteEarly({ lane, op }: Request): void {
    const known = told.get(lane);
    told.delete(lane);
    // Who was told and did not live to write it down cannot keep to it.
    if (!known || clock.now() >= known.until - 1 || faults.since(known.at)) return;
    journal.push({ early: `${name} ${lane}: ${op} ${Math.round(known.until - clock.now())} ms before its Retry-After` });
  }

  /** null when it is taken; else what the destination says instead. */
  function refusal(request: Request, fault: TargetFault | null): FailureError | null {
    if (fault === 'target-down') downUntil = clock.now() + 2_000 + random.next() * 20_000;
    if (fault === 'rate-limit') limitedUntil = clock.now() + 1_000 + random.next() * 12_000;
    if (downUntil > clock.now()) return failure('down', 'connection refused');
    noteEarly(request);
    if (limitedUntil > clock.now()) {
      told.set(request.lane, { until: limitedUntil, at: clock.now() });
      return failure('rateLimit', 'too many requests', Math.ceil(clock.epoch() + limitedUntil - clock.now()));
    }
    return fault === 'refused' ? failure('transient', 'internal error, nothing was done') : null;
  }

  return function link<R>(host: Host, call: Call, request: Request, execute: Execute<R>): Promise<R> {
    if (host.dead) return new Promise(() => undefined);
    const site = request.op === 'find' ? `target.${name}.find` : `target.${name}`;
    const may = request.op === 'find' ? options.faults.filter((kind) => kind !== 'late-execution') : options.faults;
    const mood = faults.atTarget(1, may);
    const fault = mood === null ? faults.atCall(site, 1, callFaultsHere) : null;
    if (mood ?? fault) faults.fired(mood ?? fault ?? 'slow', site);
    trace.add(`call ${host.name} ${name} ${request.op} ${request.key} ${mood ?? fault ?? ''}`);
    if (fault === 'crash-before') {
      world.kill(host);
      return new Promise(() => undefined);
    }
    const begunAt = clock.now();

    function effect(lagLeft: number): { result: R; effect: Effect } {
      const done = execute(lagLeft);
      const { op, key, fields } = request;
      const made: Effect = {
        ...{ at: clock.now(), op, key, fields, begunAt, answered: false },
        ...{ id: done.id, after: done.after, deliveryId: call.deliveryId, host: host.name },
      };
      trace.add(`effect ${name} ${op} ${key} ${call.deliveryId}`);
      if (op !== 'find') journal.push(made);
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
        const refused = refusal(request, mood);
        if (refused) return void clock.after(host, latency(), () => end(() => reject(refused)));
        if (mood === 'late-execution') {
          late();
          return;
        }
        const done = effect(options.delayMs);
        if (mood === 'withheld') {
          neverAnswered();
          return;
        }
        const wait = latency() + (fault === 'slow' ? 500 + random.next() * 11_000 : 0);
        clock.after(host, wait, () => {
          done.effect.answered = !ended;
          end(() => resolve(done.result));
          if (fault === 'crash-answered') clock.after(null, 0.001 + random.next() * 5, () => world.kill(host));
        });
      }

      clock.after(null, latency(), arrive);
      if (fault === 'crash-sent') world.kill(host);
      if (fault === 'stall') world.stall(host, 5_000 + random.next() * 55_000);
    });
  };
}
