import type { ContextDebt } from '#libs/state';
import type { Host } from './host.ts';
import { openReplica, type Replica, type Surroundings } from './process.ts';

export interface Cluster {
  start(): void;
  /** One that is there to be called. */
  any(): Replica | null;
  /** SIGTERM to one of them; another takes its place once it is gone. */
  redeploy(): void;
  /** A process that ended itself: its log contradicted what it knew, or a bug. */
  readonly fatal: readonly string[];
  /** Context that is owed in the memory of one of them alone. */
  readonly owes: readonly ContextDebt[];
  /** The same of those that have died. */
  readonly forgotten: readonly ContextDebt[];
  /** The wall clock of one of them is off from now on. */
  skew(byMs: number): void;
}

const size = 3;
/** Kubernetes' grace period: what has not stopped by then is killed. */
const graceMs = 40_000;

/** Three replicas; one that dies is replaced after a few seconds. */
export function createCluster(given: Surroundings): Cluster {
  const { world } = given;
  const { clock } = world;
  const random = world.streams.of('cluster');
  const replicas: (Replica | null)[] = Array.from({ length: size }, () => null);
  const fatal: string[] = [];
  const generations = Array.from({ length: size }, () => 0);
  const forgotten: ContextDebt[] = [];

  function onFatal(host: Host, error: Error): void {
    if (host.dead) return;
    fatal.push(`${clock.now().toFixed(0)} ${host.name}: ${error.message}`);
    world.faults.ended();
    world.kill(host);
  }

  function open(slot: number): void {
    generations[slot] = (generations[slot] ?? 0) + 1;
    const replica = openReplica(`r${slot}.${generations[slot]}`, given, onFatal);
    replicas[slot] = replica;
    clock.after(replica.host, 0, () => {
      replica.start().catch((error: unknown) => onFatal(replica.host, error instanceof Error ? error : new Error(String(error))));
    });
  }

  function replaced(host: Host): void {
    const slot = replicas.findIndex((replica) => replica?.host === host);
    if (slot < 0) return;
    forgotten.push(...(replicas[slot]?.owes ?? []));
    replicas[slot] = null;
    clock.after(null, 500 + random.next() * 6_000, () => open(slot));
  }

  world.onKill.add(replaced);

  return {
    start() {
      for (let slot = 0; slot < size; slot++) clock.after(null, random.next() * 400, () => open(slot));
    },
    any() {
      const there = replicas.filter((replica) => replica !== null);
      return there[random.below(there.length)] ?? null;
    },
    redeploy() {
      const replica = replicas[random.below(size)];
      if (!replica) return;
      const { host } = replica;
      world.trace.add(`stop ${host.name}`);
      clock.after(null, graceMs, () => world.kill(host));
      clock.after(host, 0, () => {
        replica.stop().then(
          () => clock.outside(() => world.kill(host)),
          (error: unknown) => onFatal(host, error instanceof Error ? error : new Error(String(error))),
        );
      });
    },
    fatal,
    get owes() {
      return replicas.flatMap((replica) => replica?.owes ?? []);
    },
    forgotten,
    skew(byMs) {
      const replica = replicas[random.below(size)];
      if (!replica) return;
      world.trace.add(`skew ${replica.host.name} ${byMs}`);
      replica.host.skewMs = byMs;
    },
  };
}
