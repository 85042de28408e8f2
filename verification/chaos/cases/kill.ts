import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '#verification/demo';
import { readLines } from '#verification/oracles';
import { type StageName, stageNames } from '#verification/rig';
import type { ChaosCase, Scene, Strike } from '../case.ts';
import type { Reached, Watch } from '../kill-at.ts';
import { type Kill, killOf, shuffled } from '../plan.ts';

/** What passes in about a second and a half, so that a kill is waited for so long at most. */
const drawn = { alerts: 15, rows: 90 };
const reachedWithinMs = 6_000;
const carriedOnWithinMs = 15_000;
/** What a kill has left behind arrives before the next one, so that each recovery is that of one kill. */
const restMs = 4_000;

/** Whose turn it is: who was not reached while a run's load lasted comes first in the next. */
const turns: StageName[] = [];

/** One after the other dies at a point drawn anew, and is started again at once, as long as the load flows: four or five of the six in a run. */
export const kill: ChaosCase = {
  name: 'F1',
  title: 'kill -9 of each service at points of the line',
  recoverWithin: () => 15,
  seconds: 40,
  async strike(scene, run) {
    const strikes: Strike[] = [];
    if (turns.length === 0) turns.push(...shuffled(stageNames, scene.random));
    for (let left = stageNames.length; left > 0 && !scene.sent(); left--) {
      const process = turns.shift();
      if (process === undefined) break;
      turns.push(process);
      const strike = await killOnce(scene, killOf(process, run, drawn, scene.random));
      if (strike) strikes.push(strike);
      await pause(restMs);
    }
    return strikes;
  },
  look: async (_scene, { strikes }) => ({ fired: strikes.length }),
};

let kills = 0;

async function killOnce(scene: Scene, kill: Kill): Promise<Strike | null> {
  const { line, faults } = scene;
  const victim = line.services.programs.get(kill.process);
  if (!victim) throw new Error(`${kill.process} does not run`);
  const name = join(line.dir, `${kill.process}-${kills++}`);
  const arm = (n: number): void => {
    const watch: Watch = { points: [kill], n, file: `${name}.killed.jsonl`, kill: true };
    writeFileSync(join(line.dir, `${victim.pid}.json`), JSON.stringify(watch));
    victim.kill('SIGUSR2');
  };
  arm(kill.n);
  const died = (withinMs: number): Promise<boolean> => Promise.race([victim.ended.then(() => true), pause(withinMs).then(() => false)]);
  if (!(await died(reachedWithinMs))) arm(1);
  if (!(await died(reachedWithinMs / 2))) {
    // The load has ended, and a watch that stays armed would strike in another run.
    await victim.stop();
    await line.services.restart(kill.process);
    return null;
  }
  const [reached] = readLines<Reached>(`${name}.killed.jsonl`);
  if (!reached) throw new Error(`${kill.process} ended by itself; see ${line.dir}/${kill.process}.log`);
  faults.note({ at: reached.time, kind: 'killed', target: kill.process, pid: reached.pid, detail: `${kill.stage} ${kill.at}` });
  const recoveredAt = await startedAgain(scene, kill.process, `${name}.carried-on.jsonl`);
  const what = `${kill.process} at ${kill.stage === kill.process ? '' : `${kill.stage} `}${kill.at}`;
  return { what, at: reached.time, from: reached.time, recovered: 'all', recoveredAt };
}

/** Resolves with the time at which the new process has provably carried on: what leaves it is durable elsewhere. */
async function startedAgain({ line }: Scene, process: StageName, file: string): Promise<number> {
  const at: Readonly<Record<StageName, string>> = {
    ingest: 'acknowledged',
    transform: 'acknowledged',
    enrich: 'acknowledged',
    route: 'acknowledged',
    deliver: 'settled',
    'state-tracker': 'saved',
  };
  const stages = process === 'ingest' ? ['ingest', 'ingest-itsm-audit'] : [process];
  const watch: Watch = { points: stages.map((stage) => ({ stage, at: at[process] })), n: 1, file, kill: false };
  await line.services.restart(process, { JUNCTOR_CHAOS_WATCH: JSON.stringify(watch) });
  const readyAt = Date.now();
  await until(async () => readLines<Reached>(file).length > 0, carriedOnWithinMs);
  return readLines<Reached>(file)[0]?.time ?? readyAt;
}
