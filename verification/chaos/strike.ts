import { join } from 'node:path';
import { type LineUp, type OnItsWay, untilQuiet } from '#verification/demo';
import { readLines } from '#verification/oracles';
import type { StageName } from '#verification/rig';
import type { Reached, Watch } from './kill-at.ts';
import type { Kill } from './plan.ts';

export interface Struck {
  readonly fired: boolean;
  /** From the kill to the ready line of the process that took its place, seconds. */
  readonly readySeconds: number;
  /** From the kill to the first record that the new process carried on, seconds; its ready line where nothing was left for it. */
  readonly recoverySeconds: number;
  /** From the end of sending (or the kill, if later) until nothing was on its way, seconds. */
  readonly drainedSeconds: number;
  /** Records and deliveries still on their way when the wait was given up. */
  readonly inFlight: number;
}

const quietWithinMs = 180_000;
const preload = new URL('kill-at.js', import.meta.url).href;

function watching(watch: Watch): NodeJS.ProcessEnv {
  const options = `${process.env.NODE_OPTIONS ?? ''} --import=${preload}`.trim();
  return { NODE_OPTIONS: options, JUNCTOR_CHAOS_WATCH: JSON.stringify(watch) };
}

/**
 * One run: the process starts anew with the watch in it, `send` puts load on the line, the process dies inside the point,
 * another takes its place while the senders go on, and the line runs dry.
 */
export async function strike(line: LineUp, kill: Kill, name: string, send: () => Promise<void>): Promise<Struck> {
  const files = { killed: join(line.dir, `${name}.killed.jsonl`), carriedOn: join(line.dir, `${name}.carried-on.jsonl`) };
  const { services } = line;
  await services.programs.get(kill.process)?.stop();
  await services.restart(kill.process, watching({ points: [kill], n: kill.n, file: files.killed, kill: true }));
  const victim = services.programs.get(kill.process);
  const sending = send().then(() => Date.now());
  const over = sending.then(() => untilQuiet(line, quietWithinMs, () => undefined));
  const code = await Promise.race([victim?.ended ?? -1, over.then(() => null)]);
  if (code === null) return { fired: false, readySeconds: 0, recoverySeconds: 0, drainedSeconds: 0, inFlight: sum(await over) };
  const [killed] = readLines<Reached>(files.killed);
  if (!killed) throw new Error(`${kill.process} ended with code ${code} by itself; see ${line.dir}/${kill.process}.log`);
  await services.restart(kill.process, watching({ points: progressOf(kill), n: 1, file: files.carriedOn, kill: false }));
  const readyAt = Date.now();
  const sentAt = await sending;
  const left = await untilQuiet(line, quietWithinMs, () => undefined);
  const carriedOn = readLines<Reached>(files.carriedOn)[0]?.time ?? readyAt;
  return {
    fired: true,
    readySeconds: seconds(readyAt - killed.time),
    recoverySeconds: seconds(carriedOn - killed.time),
    drainedSeconds: seconds(Date.now() - Math.max(sentAt, killed.time)),
    inFlight: sum(left),
  };
}

/** The point at which the new process has provably carried on: what leaves it is durable elsewhere. */
function progressOf({ process, stage }: Kill): Watch['points'] {
  const last: Readonly<Record<StageName, readonly string[]>> = {
    ingest: ['acknowledged'],
    transform: ['acknowledged'],
    enrich: ['acknowledged'],
    route: ['acknowledged'],
    deliver: ['settled'],
    'state-tracker': ['saved'],
  };
  return last[process].map((at) => ({ stage, at }));
}

const sum = ({ records, deliveries }: OnItsWay): number => records + deliveries;
const seconds = (ms: number): number => Math.round(ms / 100) / 10;
