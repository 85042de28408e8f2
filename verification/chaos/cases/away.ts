import { setTimeout as pause } from 'node:timers/promises';
import { rssMb } from '#verification/demo';
import { readLines } from '#verification/oracles';
import type { Aftermath, ChaosCase, Remarks, Scene, Strike } from '../case.ts';
import { type ReceivedLine, receiver as system } from '../explain.ts';
import { type FaultProxy, startProxy } from '../proxy.ts';

const perSecond = 50;
/** What the receiver is declared to bear, and a little for calls that were let go apart and arrive together. */
const limit = 150;
const bunched = 1.1;
const shortMs = 20_000;
/** Load before and after the outage, seconds. */
const around = 20;
/** What a heap may breathe without growing; one of a process that has just started still unfolds. */
const breathMb = { long: 40, short: 80 };
const sampleMs = 1_000;

let proxy: FaultProxy | null = null;
let rss: number[] = [];
let escalationsBefore = 0;
let held = 0;

/** The webhook receiver is away while 50 records a second are meant for it; its journal and the table of escalations tell the rest. */
export const away: ChaosCase = {
  name: 'F17',
  title: 'destination down at 50/s: held, memory flat, resumed and drained by itself, one escalation',
  // The next probe comes at the latest when the system has been away for as long again, and at least every five minutes.
  recoverWithin: (minutes) => 10 + Math.min(300, (minutes * 60_000 || shortMs) / 1000),
  seconds: 40,
  messages: (minutes) => (minutes > 0 ? perSecond * (minutes * 60 + around) : null),
  workspace: (files) => {
    const path = `systems/${system}.yaml`;
    const limited = (files[path] ?? '').replace('limits: {', `limits: { perSecond: ${limit},`);
    if (!limited.includes('perSecond')) throw new Error(`${path} has no limits to add to`);
    return { ...files, [path]: limited };
  },
  async prepare({ line }) {
    const address = new URL(line.destinations.webhookUrl);
    proxy = await startProxy(Number(address.port));
    address.port = String(proxy.port);
    await line.services.programs.get('deliver')?.stop();
    await line.services.restart('deliver', { ARCHIVE_WEBHOOK_URL: address.href });
  },
  async strike(scene) {
    const { faults, minutes, line } = scene;
    [rss, held] = [[], 0];
    escalationsBefore = (await escalationsOf(scene)).length;
    const at = faults.note({ kind: 'cut', target: system });
    await proxy?.set({ kind: 'refused' });
    const end = Date.now() + (minutes > 0 ? minutes * 60_000 : shortMs);
    while (Date.now() < end) {
      await pause(sampleMs);
      rss.push(rssMb([line.services.programs.get('deliver')?.pid ?? 0]));
      const waiting = await line.store.waiting();
      held = Math.max(held, waiting.find(({ targetSystem }) => targetSystem === system)?.deliveries ?? 0);
    }
    const from = faults.note({ kind: 'healed', target: system });
    await proxy?.set({ kind: 'open' });
    return [{ what: `away for ${Math.round((from - at) / 1000)} s`, at, from, recovered: 'any' }] satisfies Strike[];
  },
  look,
  async close() {
    await proxy?.close();
  },
};

async function escalationsOf({ line }: Scene): Promise<readonly { readonly system: string; readonly resolvedAt: number | null }[]> {
  return (await line.store.escalations(10_000)).filter((each) => each.system === system);
}

async function look(scene: Scene, { strikes }: Aftermath): Promise<Remarks> {
  const [outage] = strikes;
  const escalations = await escalationsOf(scene);
  const told = escalations.length - escalationsBefore;
  const open = escalations.filter(({ resolvedAt }) => resolvedAt === null).length;
  const third = Math.max(1, Math.floor(rss.length / 3));
  const [early, late] = [Math.max(...rss.slice(0, third)), Math.max(...rss.slice(-third))];
  const findings: string[] = [];
  if (told !== 1) findings.push(`${told} escalations for one outage`);
  if (open > 0) findings.push(`${open} escalations still open`);
  if (late > early + (scene.minutes > 0 ? breathMb.long : breathMb.short))
    findings.push(`memory grew from ${early} to ${late} MB while deliveries were held`);
  const calls = readLines<ReceivedLine>(scene.line.destinations.webhookLog);
  const during = outage ? calls.filter(({ at }) => at > outage.at + 1_000 && at < outage.from).length : 0;
  if (during > 0) findings.push(`${during} calls reached a destination that was away`);
  const drain = outage ? calls.filter(({ at }) => at >= outage.from).map(({ at }) => at) : [];
  const most = busiest(drain);
  if (most > limit * bunched) findings.push(`${most} calls in a second, ${limit} are allowed`);
  const figures = {
    'held at most': held,
    'RSS MB early': early,
    'RSS MB late': late,
    escalations: told,
    'most calls in a second of draining': most,
  };
  return { fired: held, findings, figures };
}

/** The largest number of times within any second. */
export function busiest(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let [most, first] = [0, 0];
  for (const [last, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= 1_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
