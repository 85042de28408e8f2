import { loadavg } from 'node:os';
import { pause } from '#libs/stage';
import { calibrationMs } from './calibration.ts';
import { type Lags, readLags, totalOf } from './lags.ts';
import type { Rig, Stages } from './line-up.ts';
import { type LoadOptions, offer, resetTarget, type Seen, targetSaw } from './load.ts';
import { cpuMs, residentMb } from './process-figures.ts';
import { isFlat } from './statistics.ts';

/** One load, from its first record until nothing is on its way, counted afterwards. */
export interface Run {
  readonly what: string;
  readonly records: number;
  /** Records a second from the first one sent until every reader has committed everything, outcomes included. */
  readonly perSecond: number;
  /** CPU of the stages' processes, and of each by name. */
  readonly cpuMsPerThousand: number;
  readonly cpuByProcess: Readonly<Record<string, number>>;
  /** Highest resident memory of the stages together while it ran. */
  readonly rssMb: number;
  readonly offeredPerSecond: number | null;
  /** Where a rate was offered: every lag stayed flat. */
  readonly flat: boolean | null;
  readonly drainedMs: number;
  readonly ackMs: Seen['latencyMs'] | null;
  readonly latencyMs: Seen['latencyMs'];
  /** Everything accepted is delivered once, in its key's order; else what is wrong. */
  readonly wrong: readonly string[];
  /** Load average of the machine at the end. */
  readonly load: number;
  /** CPU milliseconds of a fixed piece of work right after the run: how much a CPU second was worth then. */
  readonly calibrationMs: number;
}

const drainWithinMs = 120_000;

/** Offers a load and waits until the line is empty. Throws when it is not within 2 minutes. */
export async function measure(what: string, rig: Rig, stages: Stages, delayMs: number, options: LoadOptions): Promise<Run> {
  await resetTarget(rig, delayMs);
  const deliveredBefore = await delivered(rig);
  const cpuBefore = stages.programs.map(({ pid }) => cpuMs(pid));
  const watch = watchLags(rig, stages);
  const { offered, samples, emptyAt } = await run(rig, stages, options, watch.samples).catch(async (error: unknown) => {
    await watch.stop();
    throw error;
  });
  const cpu = stages.programs.map(({ pid }, index) => cpuMs(pid) - (cpuBefore[index] ?? 0));
  await watch.stop();
  const seen = await targetSaw(rig);
  const thousand = options.count / 1000;
  const rate = options.rate;
  const load = loadavg()[0] ?? 0;
  return {
    what,
    records: options.count,
    perSecond: Math.round((options.count / (emptyAt - offered.began)) * 1000),
    cpuMsPerThousand: Math.round(cpu.reduce((sum, each) => sum + each, 0) / thousand),
    cpuByProcess: Object.fromEntries(stages.programs.map(({ name }, index) => [name, Math.round((cpu[index] ?? 0) / thousand)])),
    rssMb: Math.round(watch.rssMb()),
    offeredPerSecond: rate,
    // The first second is the load's own start.
    flat: rate === null ? null : allFlat(watch.samples.slice(1, samples), rate),
    drainedMs: Math.round(emptyAt - offered.ended),
    ackMs: offered.ackMs ?? null,
    latencyMs: seen.latencyMs,
    wrong: wrongWith(offered.accepted, options.count, (await delivered(rig)) - deliveredBefore, seen),
    load: Math.round(load * 10) / 10,
    calibrationMs: calibrationMs(),
  };
}

/** Offers the load and waits until the line is empty; `samples` is how many lags had been read when the load ended. */
async function run(rig: Rig, stages: Stages, options: LoadOptions, lags: readonly Lags[]) {
  const offered = await offer(rig, stages, options);
  const samples = lags.length;
  return { offered, samples, emptyAt: await untilEmpty(rig) };
}

async function delivered(rig: Rig): Promise<number> {
  return (await rig.store.counts()).delivered ?? 0;
}

function wrongWith(accepted: number, sent: number, outcomes: number, seen: Seen): string[] {
  const wrong: string[] = [];
  const expect = (what: string, found: number, expected: number): void => {
    if (found !== expected) wrong.push(`${what}: ${found}, expected ${expected}`);
  };
  expect('accepted', accepted, sent);
  expect('outcomes delivered', outcomes, accepted);
  expect('effects at the target', seen.effects, accepted);
  expect('keys at the target', seen.keys, seen.creates);
  expect('steps repeated', seen.repeated, 0);
  expect('steps out of order', seen.inverted, 0);
  expect('effects without a mark', seen.unmarked, 0);
  return wrong;
}

function allFlat(samples: readonly Lags[], rate: number): boolean {
  const groups = Object.keys(samples[0] ?? {});
  return (
    groups.length > 0 &&
    groups.every((group) =>
      isFlat(
        samples.map((each) => each[group] ?? 0),
        rate,
      ),
    )
  );
}

/** Reads lags once a second and memory four times a second, until stopped. */
function watchLags(rig: Rig, stages: Stages) {
  const samples: Lags[] = [];
  let highest = 0;
  let stopped = false;
  const resident = (): number => stages.programs.reduce((sum, { pid }) => sum + residentMb(pid), 0);
  const timer = setInterval(() => {
    highest = Math.max(highest, resident());
  }, 250);
  const loop = async (): Promise<void> => {
    while (!stopped) {
      samples.push(await readLags(rig.admin, rig.store));
      await pause(1_000);
    }
  };
  const running = loop();
  return {
    samples,
    rssMb: () => highest,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** Resolves once nothing is on its way, with the time at which that was first so; asked twice, since outcomes may be between two places. */
async function untilEmpty(rig: Rig): Promise<number> {
  const deadline = Date.now() + drainWithinMs;
  let emptyAt = 0;
  for (;;) {
    const asked = Date.now();
    const lags = await readLags(rig.admin, rig.store);
    const left = totalOf(lags);
    if (left > 0) emptyAt = 0;
    else if (emptyAt > 0) return emptyAt;
    else emptyAt = asked;
    if (asked > deadline) throw new Error(`still on their way after ${drainWithinMs / 1000} s: ${JSON.stringify(lags)}`);
    await pause(emptyAt > 0 ? 200 : 100);
  }
}
