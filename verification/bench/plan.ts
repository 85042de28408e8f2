import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pause } from '#libs/stage';
import { type Backlog, measureBacklog } from './backlog.ts';
import type { Rig, Stages } from './line-up.ts';
import type { LoadOptions } from './load.ts';
import { measure, type Run } from './measure.ts';
import { type CpuProfile, sharesOf } from './profile.ts';
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
  /** Claims from a full database; null when not measured. */
  readonly backlog: Backlog | null;
  readonly hotFunctions: readonly string[];
  readonly notes: readonly string[];
  readonly runs: readonly Run[];
}

const targetDelayMs = 20;
const mostTries = 4;
/** A fresh broker and a fresh process compile their hot paths first; that is left out of every figure. */
const warmUp = 20_000;

/** The stages as they run now, and every load they were given. */
function openBench(rig: Rig, plan: Plan) {
  const runs: Run[] = [];
  let stages: Stages | null = null;
  const record = async (what: string, delayMs: number, load: LoadOptions): Promise<Run> => {
    if (stages === null) throw new Error('no stage runs');
    const run = await measure(what, rig, stages, delayMs, load);
    runs.push(run);
    plan.say(sentence(run));
    return run;
  };
  const saturate = async (what: string, delayMs: number, times: number, traces = 0): Promise<Run[]> => {
    const found: Run[] = [];
    for (let n = 0; n < times; n++) found.push(await record(what, delayMs, { count: plan.records, rate: null, way: 'topic', traces }));
    return found;
  };
  return {
    runs,
    record,
    saturate,
    pid: (): number => stages?.programs[0]?.pid ?? 0,
    async start(mode: 'one' | 'six', env: NodeJS.ProcessEnv = {}): Promise<void> {
      await stages?.stop();
      stages = await rig.stages(mode, env);
      await record('warm-up', 0, { count: warmUp, rate: null, way: 'topic' });
    },
    /** The highest of a few rates, from 90 % of saturation down, that is held with every lag flat and drained within 2 s; 0 when none is. */
    async sustain(delayMs: number, saturated: readonly Run[]): Promise<number> {
      let rate = Math.floor(0.9 * spread(saturated.map((run) => run.perSecond)).median);
      for (let tries = 0; tries < mostTries; tries++) {
        const run = await record(`sustained, ${delayMs} ms`, delayMs, { count: rate * plan.seconds, rate, way: 'topic' });
        if (run.flat === true && run.drainedMs <= 2_000 && run.wrong.length === 0) return rate;
        rate = Math.floor(rate * 0.85);
      }
      return 0;
    },
    stop: async (): Promise<void> => stages?.stop(),
  };
}

type Bench = ReturnType<typeof openBench>;

/** Every measurement of the plan, one after another. */
export async function runPlan(rig: Rig, plan: Plan): Promise<Summary> {
  const wants = (what: string): boolean => plan.only.has(what);
  const bench = openBench(rig, plan);
  try {
    // First, while no stage disturbs it.
    const backlog = wants('backlog') ? await measureBacklog(rig.databaseUrl, Math.max(3, plan.runs), plan.say) : null;
    if (plan.only.size > (backlog ? 1 : 0)) await bench.start('one');
    const fast = wants('saturate') || wants('sustain') ? await bench.saturate('saturated, 0 ms', 0, plan.runs) : [];
    const sustained = wants('sustain') ? await bench.sustain(0, fast) : null;
    const slow = wants('slow') ? await bench.saturate(`saturated, ${targetDelayMs} ms`, targetDelayMs, plan.runs) : [];
    const sustainedSlow = wants('slow') && wants('sustain') ? await bench.sustain(targetDelayMs, slow) : null;
    const at = (what: string, rate: number): Promise<Run> => bench.record(what, 0, { count: rate * plan.seconds, rate, way: 'webhook' });
    const calm = wants('latency') ? await at('latency at 200/s', 200) : null;
    const acks = wants('latency') ? await at('ack at 500/s', 500) : null;
    const shares = wants('profile') ? await profiled(bench, rig, plan) : { parts: [], functions: [], cpuMsPerThousand: 0 };
    if (wants('traces')) await bench.start('one');
    const [traced = null] = wants('traces') ? await bench.saturate('saturated, 0 ms, 1 % of traces', 0, 1, 0.01) : [];
    if (wants('six')) await bench.start('six');
    const [six = null] = wants('six') ? await bench.saturate('saturated, 0 ms, six processes', 0, 1) : [];
    const main = fast.length > 0 ? fast : bench.runs;
    return {
      machine: machine(),
      versions: { node: process.version },
      sustainedPerSecond: sustained,
      sustainedPerSecond20ms: sustainedSlow,
      latencyMs: calm?.latencyMs ?? null,
      ackMs: acks?.ackMs ?? null,
      rssMb: spread(main.map((run) => run.rssMb)).max,
      cpuMsPerThousand: spread(main.map((run) => run.cpuMsPerThousand)).median,
      stages: shares.parts
        .filter((part) => part.share >= 0.002)
        .map((part) => ({ stage: part.name, cpuMsPerThousand: rounded(part.share * shares.cpuMsPerThousand) })),
      processes: Object.entries(six?.cpuByProcess ?? {}).map(([stage, cpuMsPerThousand]) => ({ stage, cpuMsPerThousand })),
      saturatedPerSecond: spread(fast.map((run) => run.perSecond)),
      saturatedPerSecond20ms: spread(slow.map((run) => run.perSecond)),
      backlog,
      hotFunctions: shares.functions.slice(0, 60).map((each) => `${(each.share * 100).toFixed(1)} % ${each.name}`),
      notes: notes(traced),
      runs: bench.runs,
    };
  } finally {
    await bench.stop();
  }
}

/** One saturating load under V8's sampling profiler; only that load is sampled, not the start. */
async function profiled(bench: Bench, rig: Rig, plan: Plan) {
  const path = join(rig.dir, 'line.cpuprofile');
  const sampler = `${process.env.NODE_OPTIONS ?? ''} --import ${pathToFileURL(join(import.meta.dirname, 'sampler.js')).href}`.trim();
  await bench.start('one', { NODE_OPTIONS: sampler, JUNCTOR_PROFILE: path });
  process.kill(bench.pid(), 'SIGUSR2');
  await pause(500);
  const run = await bench.record('profiled, 0 ms', 0, { count: plan.records, rate: null, way: 'topic' });
  process.kill(bench.pid(), 'SIGUSR2');
  for (let waited = 0; !existsSync(path) && waited < 30_000; waited += 250) await pause(250);
  await pause(1_000);
  return { ...sharesOf(JSON.parse(readFileSync(path, 'utf8')) as CpuProfile), cpuMsPerThousand: run.cpuMsPerThousand };
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
