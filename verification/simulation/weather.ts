import type { MessageLog } from '#libs/log';
import type { Cluster } from './cluster.ts';
import type { WideFault } from './fault-kinds.ts';
import { wideFaults } from './fault-kinds.ts';
import type { Struck } from './faults.ts';
import type { World } from './world.ts';

interface Given {
  readonly world: World;
  readonly cluster: Cluster;
  readonly log: MessageLog;
  /** What still moves. */
  moving(): Promise<readonly string[]>;
  sending(): boolean;
}

const everyMs = 500;
/** So often nothing may be seen to move, one look after the other: what a process has in its memory is written within a second. */
const looks = 6;
const groups = ['junctor-transform', 'junctor-enrich', 'junctor-route', 'junctor-deliver', 'junctor-state-tracker'] as const;

/** What befalls the system as a whole, and whether it has come to rest. */
export function createWeather({ world, cluster, log, moving, sending }: Given) {
  const { clock, faults } = world;
  const random = world.streams.of('weather');
  let still = 0;

  /** A member that joins, takes its share, reads nothing and leaves: every partition changes hands twice. */
  async function visit(): Promise<void> {
    const group = groups[random.below(groups.length)] ?? groups[0];
    const topic = {
      'junctor-transform': 'junctor.raw.v1',
      'junctor-enrich': 'junctor.canonical.event.v1',
      'junctor-route': 'junctor.enriched.event.v1',
      'junctor-deliver': 'junctor.delivery.v1',
      'junctor-state-tracker': 'junctor.outcome.v1',
    }[group];
    const visitor = await log.consumer(
      { group, topics: [topic] },
      { onRecords: () => undefined, onAssigned: async () => [], onRevoked: async () => undefined, onError: () => undefined },
    );
    clock.after(null, 200 + random.next() * 8_000, () => {
      visitor.close().catch(() => undefined);
    });
  }

  function strike({ kind: fault, forMs }: Struck<WideFault>): void {
    world.trace.add(`strike ${fault}`);
    if (fault === 'broker-down') world.outage('broker', forMs);
    if (fault === 'store-down') world.outage('store', forMs);
    if (fault === 'clock-jump') cluster.skew(forMs);
    if (fault === 'redeploy') cluster.redeploy();
    if (fault === 'rebalance')
      for (let count = 1 + random.below(4); count > 0; count--)
        clock.after(null, random.next() * 10_000, () => void visit().catch(() => undefined));
  }

  async function look(): Promise<void> {
    const left = await moving();
    still = !faults.active && !sending() && left.length === 0 ? still + 1 : 0;
    const fault = faults.at('everything', left.length, wideFaults);
    if (fault !== null) strike(fault);
  }

  function tick(): void {
    clock.after(null, everyMs, tick);
    look().catch((error: unknown) => world.trace.add(`look failed ${String(error)}`));
  }

  return {
    start: () => clock.outside(tick),
    get quiet() {
      return still >= looks;
    },
  };
}
