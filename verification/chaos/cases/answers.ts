import { setTimeout as pause } from 'node:timers/promises';
import { type LedgerLine, readLines } from '#verification/oracles';
import type { Aftermath, ChaosCase, Remarks, Scene } from '../case.ts';
import type { ReceivedLine } from '../explain.ts';
import { setFaults } from '../panel.ts';

function both({ line }: Scene, faults: Readonly<Record<string, unknown>>): Promise<unknown> {
  return Promise.all([line.destinations.servicenowUrl, line.destinations.webhookUrl].map((url) => setFaults(url, faults)));
}

/** Writes whose answers were lost, by the destinations' own journals: both must have been struck. */
async function lostAnswers({ line }: Scene, { since }: Aftermath): Promise<Remarks> {
  const [tickets, messages] = [line.destinations.servicenowLog, line.destinations.webhookLog].map(
    (log) =>
      readLines<Pick<LedgerLine & ReceivedLine, 'at' | 'withheld'>>(log).filter(({ at, withheld }) => withheld && at >= since).length,
  );
  const fired = tickets && messages ? tickets + messages : 0;
  return { fired, figures: { 'answers lost at ServiceNow': tickets ?? 0, 'at the webhook': messages ?? 0 } };
}

const quiet = { withhold: 0, late: null, answer: null };
const cutForMs = 6_000;
const halfAnswers = 25;

/** The work is done, and the connection ends without an answer, or in the middle of one. */
export const answerLost: ChaosCase = {
  name: 'F2',
  title: 'destination answers 2xx, the connection drops before we read it',
  recoverWithin: () => 15,
  seconds: 18,
  async strike(scene) {
    const at = scene.faults.note({ kind: 'cut', target: 'answers of the destinations' });
    await both(scene, { withhold: 0.2 });
    await pause(cutForMs);
    await both(scene, { withhold: 0, answer: { kind: 'halfBody', count: halfAnswers } });
    await pause(cutForMs / 2);
    await both(scene, quiet);
    const from = scene.faults.note({ kind: 'healed', target: 'answers of the destinations' });
    return [{ what: 'answers lost', at: at + cutForMs / 2, from, recovered: 'all' }];
  },
  look: lostAnswers,
};

const lateCalls = 40;
/** Within ServiceNow's declared consistency delay (3 s), together with the lag of its search. */
const lateByMs = 1_800;
const lateForMs = 9_000;

/** The connection ends at once; the work is done later, after whoever asks at once has been told that there is nothing. */
export const doneLate: ChaosCase = {
  name: 'F3',
  title: 'no answer, and the request is executed later than an ask would come',
  recoverWithin: () => 15,
  seconds: 18,
  async strike(scene) {
    const at = scene.faults.note({ kind: 'cut', target: 'requests of the destinations, done late' });
    await both(scene, { late: { count: lateCalls, afterMs: lateByMs } });
    await pause(lateForMs);
    await both(scene, quiet);
    const from = scene.faults.note({ kind: 'healed', target: 'requests of the destinations, done late' });
    return [{ what: 'requests done late', at: at + 1_000, from, recovered: 'all' }];
  },
  look: lostAnswers,
};
