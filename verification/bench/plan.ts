import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pause } from '#libs/stage';
import type { Rig } from './line-up.ts';
import type { LoadOptions } from './load.ts';
import { measure, type Run } from './measure.ts';
import { type CpuProfile, type Share, sharesOf } from './profile.ts';
import { type Percentiles, type Spread, spread } from './statistics.ts';

export interface Plan {
  readonly seconds: number;
  readonly records: number;
  readonly runs: number;
  readonly only: ReadonlySet<string>;
  readonly say: (text: string) => void;
}

export interface Summary {
  readonly machine: object;
  readonly versions: object;
  /** Records a second that were held with every lag flat; null when not measured, 0 when no tried rate was held. */
  readonly sustainedPerSecond: number | null;
  readonly sustainedPerSecond20ms: number | null;
  /** From the generator's send to the target's receipt, at 200 a second through the webhook. */
  readonly latencyMs: Percentiles | null;
  /** From a post to its 200, at 500 a second. */
  readonly ackMs: Percentiles | null;
  readonly rssMb: number;
  readonly cpuMsPerThousand: number;
  /** CPU of the one process by part of the system, from a sampled profile. */
  readonly stages: readonly { readonly stage: string; readonly cpuMsPerThousand: number }[];
  /** CPU of each of six processes. */
  readonly processes: readonly { readonly stage: string; readonly cpuMsPerThousand: number }[];
  readonly saturatedPerSecond: Spread;
  readonly saturatedPerSecond20ms: Spread;
  readonly hotFunctions: readonly string[];
  readonly notes: readonly string[];
  readonly runs: readonly Run[];
}

const targetDelayMs = 20;
const mostTries = 4;
/** A fresh broker and a fresh process compile their hot paths first; that is left out of every figure. */
const warmUp = 20_000;

/** Every measurement of the plan, one after another. */
export async function runPlan(rig: Rig, plan: Plan): Promise<Summary> {
  const runs: Run[] = [];
  const wants = (what: string): boolean => plan.only.has(what);
  const profilePath = join(rig.dir, 'line.cpuprofile');
  const sampler = `${process.env.NODE_OPTIONS ?? ''} --import ${pathToFileURL(join(import.meta.dirname, 'sampler.js')).href}`.trim();
  let stages = await rig.stages('one');
  const restart = async (mode: 'one' | 'six', env: NodeJS.ProcessEnv): Promise<void> => {
    await stages.stop();
    stages = await rig.stages(mode, env);
    await record('warm-up', 0, { count: warmUp, rate: null, way: 'topic' });
  };
  const record = async (what: string, delayMs: number, load: LoadOptions): Promise<Run> => {
    const run = await measure(what, rig, stages, delayMs, load);
    runs.push(run);
    plan.say(sentence(run));
    return run;
  };
  try {
    await record('warm-up', 0, { count: warmUp, rate: null, way: 'topic' });
    const saturate = async (what: string, delayMs: number, times: number, traces = 0): Promise<Run[]> => {
      const found: Run[] = [];
      for (let n = 0; n < times; n++) found.push(await record(what, delayMs, { count: plan.records, rate: null, way: 'topic', traces }));
      return found;
    };
    const sustain = async (delayMs: number, saturated: readonly Run[]): Promise<number> => {
      let rate = Math.floor(0.9 * spread(saturated.map((run) => run.perSecond)).median);
      for (let tries = 0; tries < mostTries; tries++) {
        const run = await record(`sustained, ${delayMs} ms`, delayMs, { count: rate * plan.seconds, rate, way: 'topic' });
        if (run.flat === true && run.drainedMs <= 2_000 && run.wrong.length === 0) return rate;
        rate = Math.floor(rate * 0.85);
      }
      return 0;
    };
    const fast = wants('saturate') || wants('sustain') ? await saturate('saturated, 0 ms', 0, plan.runs) : [];
    const sustained = wants('sustain') ? await sustain(0, fast) : null;
    const slow = wants('slow') ? await saturate(`saturated, ${targetDelayMs} ms`, targetDelayMs, plan.runs) : [];
    const sustainedSlow = wants('slow') && wants('sustain') ? await sustain(targetDelayMs, slow) : null;
    const calm = wants('latency') ? await record('latency at 200/s', 0, { count: 200 * plan.seconds, rate: 200, way: 'webhook' }) : null;
    const acks = wants('latency') ? await record('ack at 500/s', 0, { count: 500 * plan.seconds, rate: 500, way: 'webhook' }) : null;
    let shares: { parts: readonly Share[]; functions: readonly Share[] } = { parts: [], functions: [] };
    let profiled: Run | null = null;
    if (wants('profile')) {
      await restart('one', { NODE_OPTIONS: sampler, JUNCTOR_PROFILE: profilePath });
      const pid = stages.programs[0]?.pid ?? 0;
      process.kill(pid, 'SIGUSR2');
      await pause(500);
      profiled = await record('profiled, 0 ms', 0, { count: plan.records, rate: null, way: 'topic' });
      process.kill(pid, 'SIGUSR2');
      await pause(3_000);
      shares = sharesOf(JSON.parse(readFileSync(profilePath, 'utf8')) as CpuProfile);
    }
    let traced: Run | null = null;
    if (wants('traces')) {
      await restart('one', {});
      [traced = null] = await saturate('saturated, 0 ms, 1 % of traces', 0, 1, 0.01);
    }
    let six: Run | null = null;
    if (wants('six')) {
      await restart('six', {});
      [six = null] = await saturate('saturated, 0 ms, six processes', 0, 1);
    }
    const main = fast.length > 0 ? fast : runs;
    const cpu = spread(main.map((run) => run.cpuMsPerThousand)).median;
    return {
      machine: machine(),
      versions: { node: process.version },
      sustainedPerSecond: sustained,
      sustainedPerSecond20ms: sustainedSlow,
      latencyMs: calm?.latencyMs ?? null,
      ackMs: acks?.ackMs ?? null,
      rssMb: Math.max(...main.map((run) => run.rssMb)),
      cpuMsPerThousand: cpu,
      stages: shares.parts
        .filter((part) => part.share >= 0.002)
        .map((part) => ({ stage: part.name, cpuMsPerThousand: rounded(part.share * (profiled?.cpuMsPerThousand ?? cpu)) })),
      processes: Object.entries(six?.cpuByProcess ?? {}).map(([stage, cpuMsPerThousand]) => ({ stage, cpuMsPerThousand })),
      saturatedPerSecond: spread(fast.map((run) => run.perSecond)),
      saturatedPerSecond20ms: spread(slow.map((run) => run.perSecond)),
      hotFunctions: shares.functions.slice(0, 60).map((each) => `${(each.share * 100).toFixed(1)} % ${each.name}`),
      notes: notes(traced),
      runs,
    };
  } finally {
    await stages.stop();
  }
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

function sentence(run: Run): string {
  const held = run.flat === null ? '' : run.flat ? ', flat' : ', not flat';
  const wrong = run.wrong.length === 0 ? '' : `; WRONG: ${run.wrong.join(', ')}`;
  return `${run.what}: ${run.perSecond}/s, ${run.cpuMsPerThousand} ms CPU per 1,000, ${run.rssMb} MB${held}, drained in ${run.drainedMs} ms, p50 ${run.latencyMs.p50} p99 ${run.latencyMs.p99} ms${run.ackMs ? `, ack p99 ${run.ackMs.p99} ms` : ''}, load ${run.load}, calibration ${run.calibrationMs} ms${wrong}`;
}

function machine(): object {
  const [cpu] = cpus();
  return { cpu: cpu?.model ?? 'unknown', cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), platform: process.platform };
}

function notes(traced: Run | null): string[] {
  return [
    'Stack, generator, target and stages share this machine; generator and target are processes of their own.',
    'Trace ratio 0 except where said.',
    ...(traced ? [`With 1 % of the traces sampled: ${traced.perSecond}/s, ${traced.cpuMsPerThousand} ms CPU per 1,000.`] : []),
    '10,000 keys a round, half of the records updates; a lane a key, 64 calls at a time; alerts of about 1 KB, five mapped fields, one lookup.',
    'stages: CPU of one process by the file that the time was spent in (time in Node itself goes to its caller); processes: CPU of six processes.',
  ];
}
