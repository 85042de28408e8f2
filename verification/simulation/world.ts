import type { Random } from '#verification/data';
import type { Clock } from './clock.ts';
import { type CallFault, callFaults, type Faults } from './faults.ts';
import { die, type Host } from './host.ts';
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
  readonly random: Random;
  readonly faults: Faults;
  readonly trace: Trace;
  call<R>(call: PortCall<R>): Promise<R>;
  kill(host: Host): void;
  stall(host: Host, forMs: number): void;
  /** Nobody can reach it until then. */
  outage(what: 'broker' | 'store', forMs: number): void;
  /** Told of every stop and every death. */
  readonly onStall: Set<(host: Host, forMs: number) => void>;
  readonly onKill: Set<(host: Host) => void>;
}

const never = <R>(): Promise<R> => new Promise<R>(() => undefined);

export function createWorld(clock: Clock, random: Random, faults: Faults, trace: Trace): World {
  const downUntil = { broker: 0, store: 0 };
  const waiting = new Set<() => void>();
  const inOrder = new Set<() => void>();
  const latency = (): number => 0.2 + random.next() * random.next() * 8;

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

  function killed(host: Host, fault: CallFault | null): void {
    if (fault === 'crash-before' || fault === 'crash-sent') kill(host);
    if (fault === 'stall') stall(host, 5_000 + random.next() * 55_000);
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
    const decided = fault ?? faultOfAnswer(call, given);
    if (decided === 'landed') return void clock.after(host, latency() + random.next() * 500, () => refuse(call.fault()));
    const wait = latency() + (decided === 'slow' && fault === null ? 500 + random.next() * 11_000 : 0);
    if (decided !== fault && decided === 'crash-sent') {
      kill(host);
      return;
    }
    if (decided !== fault && decided === 'stall') stall(host, 5_000 + random.next() * 55_000);
    clock.after(host, wait, () => {
      trace.add(`answer ${host.name} ${site}`);
      settle(given);
      if (decided === 'crash-answered') clock.after(null, 0.001 + random.next() * 3, () => kill(host));
    });
  }

  /** A call that asked for records carries none itself: its fate is decided by what it got. */
  function faultOfAnswer<R>({ records, site, answered }: PortCall<R>, given: R): CallFault | null {
    if (records > 0 || answered === undefined) return null;
    const fault = faults.atCall(site, answered(given), ['crash-sent', 'crash-answered', 'stall', 'landed', 'slow']);
    if (fault !== null) faults.fired(fault, site);
    return fault;
  }

  function send<R>(call: PortCall<R>, fault: CallFault | null, settle: (result: R) => void, refuse: (error: unknown) => void): void {
    const { host, site } = call;
    const execute = (): void => {
      trace.add(`do ${host.name} ${site}`);
      if (call.inOrder) for (const land of inOrder) land();
      if (call.inOrder) inOrder.clear();
      if (downUntil[call.needs] > clock.now()) return void clock.after(host, latency() + 100, () => refuse(call.fault()));
      clock.outside(call.execute).then(
        (given) => answer(call, given, fault, settle, refuse),
        (error: unknown) => void clock.after(host, latency(), () => refuse(error)),
      );
    };
    if (fault === 'lost') return void clock.after(host, 50 + random.next() * 3_000, () => refuse(call.fault()));
    if (fault === 'late') {
      const told = 50 + random.next() * 2_000;
      clock.after(host, told, () => refuse(call.fault()));
      const land = (): void => {
        if (!waiting.delete(land) || downUntil[call.needs] > clock.now()) return;
        trace.add(`late ${host.name} ${site}`);
        clock.outside(call.execute).catch(() => undefined);
      };
      waiting.add(land);
      if (call.inOrder) inOrder.add(land);
      clock.after(null, told + random.next() * 4_000, land);
      return;
    }
    const wait = latency() + (fault === 'slow' ? 500 + random.next() * (call.inOrder ? 7_000 : 11_000) : 0);
    let gone = false;
    const go = (): void => {
      if (gone) return;
      gone = true;
      execute();
    };
    if (call.inOrder && fault === 'slow') inOrder.add(go);
    clock.after(null, wait, go);
  }

  const world: World = {
    clock,
    random,
    faults,
    trace,
    onStall: new Set(),
    onKill: new Set(),
    kill,
    stall,
    outage(what, forMs) {
      downUntil[what] = clock.now() + forMs;
    },
    call(call) {
      const { host, site, records } = call;
      if (host.dead) return never();
      const may = call.mayBeLate ? callFaults : callFaults.filter((kind) => kind !== 'late');
      const fault = faults.atCall(site, records, may);
      if (fault !== null) faults.fired(fault, site);
      trace.add(`call ${host.name} ${site} ${fault ?? ''}`);
      if (fault === 'crash-before') {
        kill(host);
        return never();
      }
      return new Promise((settle, refuse) => {
        send(call, fault, settle, refuse);
        killed(host, fault);
      });
    },
  };
  return world;
}
