import type { Clock } from './clock.ts';
import { type CallFault, callFaults, lateFaults } from './fault-kinds.ts';
import type { Faults, Struck } from './faults.ts';
import { die, type Host } from './host.ts';
import type { Streams } from './streams.ts';
import type { Trace } from './trace.ts';

/** A call of a host to something outside it. */
export interface PortCall<R> {
  readonly host: Host;
  /** Port and method, for the trace and the choice of faults. */
  readonly site: string;
  /** How many records it carries, and how many its answer does. */
  readonly records: number;
  readonly answered?: (result: R) => number;
  /** What is done at the other end; runs as nobody's code. */
  readonly execute: () => Promise<R>;
  /** What the caller is told when the call fails on the way. */
  readonly fault: () => unknown;
  /** Whether a request may still be executed after its caller was told that it failed. */
  readonly mayBeLate?: boolean;
  /** A broker works its requests off in order: what is late is at least not later than the next of these. */
  readonly inOrder?: boolean;
  /** Which dependency must be up. */
  readonly needs: 'broker' | 'store';
}

/** What the simulated surroundings share. */
export interface World {
  readonly clock: Clock;
  readonly streams: Streams;
  readonly faults: Faults;
  readonly trace: Trace;
  call<R>(call: PortCall<R>): Promise<R>;
  kill(host: Host): void;
  stall(host: Host, forMs: number): void;
  /** Nobody can reach it until then. */
  outage(what: 'broker' | 'store', forMs: number): void;
  isDown(what: 'broker' | 'store'): boolean;
  /** Told of every stop and every death. */
  readonly onStall: Set<(host: Host, forMs: number) => void>;
  readonly onKill: Set<(host: Host) => void>;
}

const never = <R>(): Promise<R> => new Promise<R>(() => undefined);

export function createWorld(clock: Clock, streams: Streams, faults: Faults, trace: Trace): World {
  const downUntil = { broker: 0, store: 0 };
  const waiting = new Set<() => void>();
  const inOrder = new Set<() => void>();
  const chanceOf = ({ host, site }: Pick<PortCall<unknown>, 'host' | 'site'>): (() => number) => {
    const random = streams.of(`${host.name} ${site}`);
    return () => random.next();
  };
  const latencyBy = (chance: () => number): number => 0.2 + chance() * chance() * 8;
  const away = ({ needs, host }: Pick<PortCall<unknown>, 'needs' | 'host'>): boolean =>
    downUntil[needs] > clock.now() || (needs === 'store' && host.cutOffUntil > clock.now());

  function kill(host: Host): void {
    if (host.dead) return;
    trace.add(`kill ${host.name}`);
    die(host);
    for (const tell of world.onKill) tell(host);
  }

  function stall(host: Host, forMs: number): void {
    if (host.dead || host.stalledUntil > clock.now()) return;
    trace.add(`stall ${host.name}`);
    host.stalledUntil = clock.now() + forMs;
    for (const tell of world.onStall) tell(host, forMs);
  }

  function befall(host: Host, { kind, forMs }: Struck<CallFault>): void {
    if (kind === 'crash-before' || kind === 'crash-sent') kill(host);
    if (kind === 'stall') stall(host, forMs);
  }

  /** The answer on its way back; a crash may fall on the moment it arrives. */
  function answer<R>(
    call: PortCall<R>,
    given: R,
    fault: CallFault | null,
    settle: (result: R) => void,
    refuse: (error: unknown) => void,
  ): void {
    const { host, site } = call;
    const chance = chanceOf(call);
    const struck = fault === null ? faultOfAnswer(call, given) : null;
    const decided = struck?.kind ?? fault;
    if (decided === 'landed') return void clock.after(host, latencyBy(chance) + chance() * 500, () => refuse(call.fault()));
    if (struck) befall(host, struck);
    clock.after(host, latencyBy(chance) + (struck?.kind === 'slow' ? 500 + chance() * 11_000 : 0), () => {
      trace.add(`answer ${host.name} ${site}`);
      settle(given);
      if (decided === 'crash-answered') clock.after(null, 0.001 + chance() * 3, () => kill(host));
    });
  }

  /** A call that asked for records carries none itself: its fate is decided by what it got. */
  function faultOfAnswer<R>({ records, site, answered }: PortCall<R>, given: R): Struck<CallFault> | null {
    if (records > 0 || answered === undefined) return null;
    return faults.at(site, answered(given), ['crash-sent', 'crash-answered', 'stall', 'landed', 'slow']);
  }

  function send<R>(call: PortCall<R>, fault: CallFault | null, settle: (result: R) => void, refuse: (error: unknown) => void): void {
    const { host, site } = call;
    const chance = chanceOf(call);
    const execute = (): void => {
      trace.add(`do ${host.name} ${site}`);
      if (call.inOrder) for (const land of inOrder) land();
      if (call.inOrder) inOrder.clear();
      if (away(call)) return void clock.after(host, latencyBy(chance) + 100, () => refuse(call.fault()));
      clock.outside(call.execute).then(
        (given) => answer(call, given, fault, settle, refuse),
        (error: unknown) => void clock.after(host, latencyBy(chance), () => refuse(error)),
      );
    };
    if (fault === 'lost') return void clock.after(host, 50 + chance() * 3_000, () => refuse(call.fault()));
    if (fault === 'late') {
      executeLate(call, chance, refuse);
      return;
    }
    const wait = latencyBy(chance) + (fault === 'slow' ? 500 + chance() * (call.inOrder ? 7_000 : 11_000) : 0);
    let gone = false;
    const go = (): void => {
      if (gone) return;
      gone = true;
      execute();
    };
    if (call.inOrder && fault === 'slow') inOrder.add(go);
    clock.after(null, wait, go);
  }

  function executeLate<R>(call: PortCall<R>, chance: () => number, refuse: (error: unknown) => void): void {
    const { host, site } = call;
    const told = 50 + chance() * 2_000;
    clock.after(host, told, () => refuse(call.fault()));
    const land = (): void => {
      if (!waiting.delete(land) || away(call)) return;
      trace.add(`late ${host.name} ${site}`);
      clock.outside(call.execute).catch(() => undefined);
    };
    waiting.add(land);
    if (call.inOrder) inOrder.add(land);
    clock.after(null, told + chance() * 4_000, land);
  }

  const world: World = {
    clock,
    streams,
    faults,
    trace,
    onStall: new Set(),
    onKill: new Set(),
    kill,
    stall,
    outage(what, forMs) {
      downUntil[what] = clock.now() + forMs;
    },
    isDown: (what) => downUntil[what] > clock.now(),
    call(call) {
      const { host, site, records } = call;
      if (host.dead) return never();
      const struck = faults.at<CallFault>(site, records, call.mayBeLate ? [...callFaults, ...lateFaults] : callFaults);
      trace.add(`call ${host.name} ${site} ${struck?.kind ?? ''}`);
      if (struck?.kind === 'crash-before') {
        kill(host);
        return never();
      }
      return new Promise((settle, refuse) => {
        send(call, struck?.kind ?? null, settle, refuse);
        if (struck) befall(host, struck);
      });
    },
  };
  return world;
}
