import type { Consumer, ConsumerEvents, ConsumerOptions, MessageLog, Position, TopicPartition } from '#libs/log';
import type { Host } from '../host.ts';
import type { World } from '../world.ts';

/** After this long without a sign of life a group goes on without its member, milliseconds. */
export const sessionMs = 6_000;

/**
 * A member of a group behind a network: events arrive in order, a dead or stopped member keeps its partitions until its session
 * ends, and one that wakes up after that is a zombie: its commits are refused, it learns of its loss, and it joins again.
 */
export async function openConsumer(
  host: Host,
  log: MessageLog,
  world: World,
  options: ConsumerOptions,
  events: ConsumerEvents,
): Promise<Consumer> {
  const { clock } = world;
  const chance = world.streams.of(`${host.name} ${options.group}`);
  const gone = new Set<() => void>();
  let inner: Consumer | null = null;
  /** What the host was told it owns: it may hear of things later than they happen. */
  let told: readonly TopicPartition[] = [];
  let membership = 0;
  let assignment = 0;
  let commits = 0;
  let landed = 0;
  let closed = false;
  let expelled = false;
  let handling: Promise<unknown> = Promise.resolve();
  let last = 0;

  /** Assignments and revocations come one after the other, as every adapter sees to. */
  function inTurn<R>(run: () => Promise<R>): Promise<R> {
    const done = handling.then(run);
    handling = done.catch(() => undefined);
    return done;
  }

  /** Over the connection, one after the other. */
  function deliver(what: string, run: () => void): void {
    last = Math.max(last + 0.001, clock.now() + 0.1 + chance.next() * 2);
    clock.at(host, last, () => {
      world.trace.add(`${what} ${host.name} ${options.group}`);
      run();
    });
  }

  /** Asks the host; whoever is gone does not answer, and nobody waits for it. */
  function ask<R>(what: string, instead: R, run: () => Promise<R>): Promise<R> {
    if (host.dead || expelled) return Promise.resolve(instead);
    const mine = membership;
    return new Promise((resolve) => {
      const leave = (): void => resolve(instead);
      gone.add(leave);
      deliver(what, () => {
        // What a group said to a member that is none any more comes to nothing, in every adapter.
        if (mine !== membership) return;
        inTurn(run).then(
          (given) => clock.after(null, 0.5, () => resolve(given)),
          (error: unknown) => {
            world.trace.add(`refused ${host.name} ${String(error)}`);
            clock.after(null, 0.5, () => resolve(instead));
          },
        );
      });
    });
  }

  async function assigned(partitions: readonly TopicPartition[]): Promise<readonly Position[]> {
    assignment++;
    return ask('assigned', [], () => {
      told = partitions;
      return events.onAssigned(partitions);
    });
  }

  async function revoked(partitions: readonly TopicPartition[]): Promise<void> {
    await ask('revoked', undefined, () => {
      told = [];
      return events.onRevoked(partitions);
    });
  }

  async function join(): Promise<void> {
    inner = await clock.outside(() =>
      log.consumer(options, {
        onRecords: (records) => deliver('records', () => events.onRecords(records)),
        onAssigned: assigned,
        onRevoked: revoked,
        onError: (error) => deliver('fault', () => events.onError(error)),
      }),
    );
    // Its session may have ended while the group was still letting it in.
    if (expelled || closed) await expel();
  }

  /** The group goes on without it; what it had pending there ends. */
  async function expel(): Promise<void> {
    const left = inner;
    world.trace.add(`expel ${host.name} ${options.group} ${left === null ? 'nobody' : ''}`);
    inner = null;
    expelled = true;
    membership++;
    for (const leave of [...gone]) leave();
    gone.clear();
    await clock.outside(async () => left?.close());
  }

  async function rejoin(): Promise<void> {
    await inTurn(() => {
      const lost = told;
      told = [];
      return events.onRevoked(lost);
    });
    expelled = false;
    if (host.dead || closed) return;
    await join();
  }

  const onStall = (stalled: Host, forMs: number): void => {
    if (stalled !== host || forMs <= sessionMs) return;
    clock.after(null, sessionMs, () => {
      if (host.dead || closed || expelled) return;
      expel().catch(events.onError);
      clock.after(host, 0, () => void rejoin().catch(events.onError));
    });
  };

  const onKill = (killed: Host): void => {
    if (killed !== host) return;
    world.onKill.delete(onKill);
    world.onStall.delete(onStall);
    clock.after(null, sessionMs, () => void expel().catch(() => undefined));
  };

  world.onStall.add(onStall);
  world.onKill.add(onKill);
  const fault = (): Error => new Error('the broker did not answer');
  await world.call({ host, site: 'log.join', records: 0, execute: join, fault, needs: 'broker' });

  return {
    pause: (partitions) => inner?.pause(partitions),
    resume: (partitions) => inner?.resume(partitions),
    commit(positions) {
      const [mine, member] = [assignment, inner];
      const turn = ++commits;
      const committed = world.call({
        host,
        site: 'commit',
        records: positions.length,
        async execute() {
          // A commit that was under way for longer than its assignment lasted names a generation that is over.
          if (member === null || mine !== assignment || member !== inner) throw new Error(`group ${options.group} has moved on`);
          // A connection keeps its order: what is late never overtakes.
          if (turn < landed) throw new Error('a later commit was answered already');
          landed = turn;
          await member.commit(positions);
        },
        fault,
        mayBeLate: true,
        needs: 'broker',
      });
      committed.catch(() => world.faults.unwritten());
      return committed;
    },
    async close() {
      closed = true;
      world.onStall.delete(onStall);
      const leaving = inner;
      if (leaving) await clock.outside(() => leaving.close());
      world.onKill.delete(onKill);
    },
  };
}
