import { setTimeout as pause } from 'node:timers/promises';
import { readLines } from '#verification/oracles';
import type { ChaosCase, Scene, Strike } from '../case.ts';
import type { ReceivedLine } from '../explain.ts';
import { type FaultProxy, type Healing, type ProxyMode, startProxy } from '../proxy.ts';

/** A call that was in hand when the line was cut has arrived after so long. */
const inHandMs = 1_500;

interface Cut {
  readonly what: string;
  readonly mode: ProxyMode;
  readonly forMs: number;
  readonly healing: Healing;
}

const cuts: readonly Cut[] = [
  { what: 'silence, then forgotten', mode: { kind: 'silent' }, forMs: 5_000, healing: 'forgotten' },
  { what: 'no answers, then reset', mode: { kind: 'noAnswers' }, forMs: 5_000, healing: 'reset' },
  { what: 'refused', mode: { kind: 'refused' }, forMs: 3_000, healing: 'passes' },
];

const open: ProxyMode = { kind: 'open' };
const slow: ProxyMode = { kind: 'open', latencyMs: 60, bytesPerSecond: 200_000 };
let proxy: FaultProxy | null = null;
let windows: (readonly [from: number, to: number])[] = [];

/** Deliver reaches Postgres through a proxy, and everything else directly: cut off from its store, it must not call anybody. */
export const partition: ChaosCase = {
  name: 'F9',
  title: 'partition between deliver and Postgres while HTTP works',
  recoverWithin: () => 60,
  seconds: 28,
  async prepare({ line }) {
    const address = new URL(line.stack.databaseUrl);
    proxy = await startProxy(Number(address.port));
    address.port = String(proxy.port);
    await line.services.programs.get('deliver')?.stop();
    await line.services.restart('deliver', { DATABASE_URL: address.href });
  },
  async strike(scene) {
    windows = [];
    const strikes: Strike[] = [];
    for (const cut of cuts) strikes.push(await strike(scene, cut));
    await proxy?.set(slow);
    await pause(2_000);
    await proxy?.set(open);
    return strikes;
  },
  async look({ line }) {
    const calls = readLines<ReceivedLine>(line.destinations.webhookLog);
    const stray = windows.flatMap(([from, to]) => calls.filter(({ at }) => at > from + inHandMs && at < to));
    const findings = stray.map(({ webhookId }) => `sent while cut off from Postgres: ${webhookId}`);
    return { fired: proxy?.struck ?? 0, findings };
  },
  async close() {
    await proxy?.close();
  },
};

async function strike({ faults }: Scene, { what, mode, forMs, healing }: Cut): Promise<Strike> {
  const at = faults.note({ kind: 'cut', target: 'deliver to Postgres', detail: what });
  await proxy?.set(mode);
  await pause(forMs);
  const from = faults.note({ kind: 'healed', target: 'deliver to Postgres', detail: what });
  windows.push([at, from]);
  await proxy?.set(open, healing);
  await pause(2_000);
  return { what, at, from, recovered: 'all' };
}
