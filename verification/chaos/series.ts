import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedPost } from '#verification/data';
import { type OnItsWay, until, untilQuiet } from '#verification/demo';
import { readLines } from '#verification/oracles';
import type { ChaosCase, Remarks, Strike } from './case.ts';
import { createJudge, type Judgement } from './judgement.ts';
import { nextPiece, type Piece, sendNext } from './load.ts';
import type { Opened } from './opening.ts';
import { inHandAt, type Passage, secondsUntilAll, secondsUntilAny } from './witness.ts';

/** One run of a case and what became of it. */
export interface Run extends Judgement {
  readonly run: number;
  /** Whether the fault fell while records were in hand; a run in which it did not is repeated. */
  readonly counts: boolean;
  readonly ok: boolean;
  readonly strikes: readonly string[];
  /** Times that the fault struck what was in hand. */
  readonly fired: number;
  /** Records accepted before a strike and delivered after it, summed over the strikes. */
  readonly inHand: number;
  readonly recoverySeconds: number;
  /** From the last acknowledgement to a sender until nothing was on its way, seconds. */
  readonly drainedSeconds: number;
  /** Records and deliveries still on their way when the wait was given up. */
  readonly inFlight: number;
  readonly figures: Readonly<Record<string, number | string>>;
}

export interface SeriesOptions {
  readonly chaosCase: ChaosCase;
  readonly opened: Opened;
  readonly runs: number;
  readonly messages: number;
  /** Posts of alerts a run may use. */
  readonly posts: number;
  readonly recorded: readonly RecordedPost[];
}

const triesPerRun = 3;
/** Findings of a run that are kept for a person. */
const shown = 20;
/** Given up after this, and as long again as the outage that was asked for took. */
const quietWithinMs = 120_000;
/** The load flows before the first blow: so many rows are accepted, and a little later some are on their way at any moment. */
const leadRows = 20;
const leadMs = 1_000;
const flowsWithinMs = 60_000;

/** The runs of one case on one line that goes on: each sends the next piece of the input, and after it everything so far is judged. */
export async function series(options: SeriesOptions): Promise<readonly Run[]> {
  const { chaosCase, opened, recorded } = options;
  const { scene, sent } = opened;
  const judge = createJudge(scene.line, sent, scene.faults.file);
  const runs: Run[] = [];
  for (let run = 0; run < options.runs; run++) {
    for (let attempt = 1; attempt <= triesPerRun; attempt++) {
      const piece = nextPiece(recorded, sent, options.posts, options.messages, chaosCase.seconds * Math.max(1, options.messages / 2_000));
      const blow = await strikeUnderLoad(options, run, piece);
      const judgement = await judge.judge();
      const passages = judge.passages();
      const remarks = await chaosCase.look(scene, { since: blow.since, strikes: blow.strikes, passages });
      const result = resultOf(chaosCase.recoverWithin(scene.minutes), run, blow, judgement, remarks, passages);
      runs.push(result);
      scene.say(sentenceOf(chaosCase, result, chaosCase.recoverWithin(scene.minutes)));
      if (result.counts || result.findings.length > 0) break;
    }
  }
  return runs;
}

interface Blow {
  readonly since: number;
  readonly strikes: readonly Strike[];
  readonly drainedSeconds: number;
  readonly left: OnItsWay;
}

async function strikeUnderLoad({ chaosCase, opened, recorded }: SeriesOptions, run: number, piece: Piece): Promise<Blow> {
  const { scene, sent, setSending } = opened;
  const since = Date.now();
  setSending(true);
  const sending = sendNext(scene.line, recorded, sent, piece).finally(() => setSending(false));
  const striking = afterLead(chaosCase, opened, run);
  const [strikes] = await Promise.all([striking, sending]);
  const sentAt = Date.now();
  const left = await untilQuiet(scene.line, quietWithinMs + scene.minutes * 120_000, () => undefined);
  return { since, strikes, drainedSeconds: tenths((Date.now() - sentAt) / 1000), left };
}

async function afterLead(chaosCase: ChaosCase, { scene, sent }: Opened, run: number): Promise<readonly Strike[]> {
  const before = sent.rows;
  const flows = async (): Promise<boolean> => readLines(sent.acceptedRows).length >= before + leadRows;
  if (!(await until(flows, flowsWithinMs))) throw new Error('the senders did not begin');
  await pause(leadMs);
  return chaosCase.strike(scene, run);
}

/** Seconds until the line was itself again after a strike. */
export function recoveryOf({ from, recovered, recoveredAt }: Strike, passages: readonly Passage[]): number {
  const seen = recovered === 'all' ? secondsUntilAll(passages, from) : secondsUntilAny(passages, from);
  return Math.max(seen ?? 0, recoveredAt === undefined ? 0 : (recoveredAt - from) / 1000);
}

function resultOf(
  recoverWithin: number,
  run: number,
  { strikes, drainedSeconds, left }: Blow,
  judgement: Judgement,
  remarks: Remarks,
  passages: readonly Passage[],
): Run {
  const inHand = strikes.reduce((sum, { at }) => sum + inHandAt(passages, at), 0);
  const recoverySeconds = tenths(Math.max(0, ...strikes.map((strike) => recoveryOf(strike, passages))));
  const counts = strikes.length > 0 && remarks.fired > 0 && inHand > 0;
  const inFlight = left.records + left.deliveries;
  const findings = [...judgement.findings, ...(remarks.findings ?? [])];
  const { lost, duplicated, reordered, other, possibleDuplicates, explained } = judgement;
  const clean = lost + duplicated + reordered + other + inFlight === 0 && findings.length === 0 && explained === possibleDuplicates;
  return {
    ...judgement,
    findings: findings.slice(0, shown),
    run,
    counts,
    ok: counts && clean && recoverySeconds <= recoverWithin,
    strikes: strikes.map(({ what }) => what),
    fired: remarks.fired,
    inHand,
    recoverySeconds,
    drainedSeconds,
    inFlight,
    figures: remarks.figures ?? {},
  };
}

function sentenceOf({ name }: ChaosCase, run: Run, recoverWithin: number): string {
  const where = `${name} run ${run.run + 1}: ${run.strikes.join(', ') || 'no strike'}`;
  if (!run.counts) return `${where}: nothing was struck (${run.fired} fired, ${run.inHand} in hand), does not count`;
  const troubles = [...run.findings.slice(0, 4)];
  if (run.inFlight > 0) troubles.push(`${run.inFlight} still on their way`);
  if (run.recoverySeconds > recoverWithin) troubles.push(`recovered only after ${run.recoverySeconds} s`);
  if (run.explained < run.possibleDuplicates) troubles.push(`${run.possibleDuplicates - run.explained} repeats unexplained`);
  const verdict = run.ok ? 'all held' : `${run.findings.length} findings: ${troubles.join('; ')}`;
  const repeats = `${run.possibleDuplicates} repeats, ${run.explained} explained`;
  const times = `recovered in ${run.recoverySeconds} s, dry ${run.drainedSeconds} s after the last was sent`;
  return `${where}: ${verdict}; ${run.messages} messages, ${run.inHand} in hand, ${run.fired} struck, ${repeats}; ${times}${figuresOf(run)}`;
}

const figuresOf = ({ figures }: Run): string =>
  Object.entries(figures)
    .map(([name, value]) => `; ${name} ${value}`)
    .join('');

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;
