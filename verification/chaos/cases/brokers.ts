import { setTimeout as pause } from 'node:timers/promises';
import type { BrokerName } from '#libs/local-stack';
import type { ChaosCase, Scene, Strike } from '../case.ts';

const names = ['kafka', 'kafka 2', 'kafka 3'] as const satisfies readonly BrokerName[];
const oneDownMs = 5_000;
const twoDownMs = 6_000;

/** One broker of three dies and comes back, another one each run; then the other two die together, so that too few are in sync. */
export const brokers: ChaosCase = {
  name: 'F7',
  title: 'three brokers: kill -9 of each in turn, then two of three down for a while',
  recoverWithin: () => 30,
  seconds: 34,
  brokers: 3,
  async strike(scene, run) {
    const first = names[run % names.length] ?? names[0];
    const one = await down(scene, [first], oneDownMs);
    // Followers catch up before the next blow: with a replica behind, two dead brokers could hold the only good copy.
    await pause(3_000);
    const two = await down(
      scene,
      names.filter((name) => name !== first),
      twoDownMs,
    );
    return [
      { what: `${first} dead`, at: one.at, from: one.at, recovered: 'all' },
      { what: 'the other two dead', at: two.at, from: two.healed, recovered: 'all' },
    ] satisfies Strike[];
  },
  look: async (_scene, { strikes }) => ({ fired: strikes.length }),
};

async function down(
  { line: { stack }, faults }: Scene,
  struck: readonly BrokerName[],
  forMs: number,
): Promise<{ at: number; healed: number }> {
  const at = faults.note({ kind: 'killed', target: struck.join(' and ') });
  await Promise.all(struck.map((name) => stack.kill(name, 'SIGKILL')));
  await pause(forMs);
  await Promise.all(struck.map((name) => stack.restart(name)));
  return { at, healed: faults.note({ kind: 'healed', target: struck.join(' and ') }) };
}
