import type { Governed } from './accepted.ts';
import { problemIn, type Written } from './desk.ts';
import type { Load } from './load.ts';

export interface Evidence {
  readonly load: Pick<Load, 'reported'>;
  readonly tickets: ReadonlyMap<string, Written>;
  readonly doubled: readonly string[];
  readonly governed: readonly Governed[];
  /** In the order of applying. */
  readonly revisions: readonly string[];
  /** Replays that were told to be older than what was applied already. */
  readonly superseded: number;
}

export interface YearVerdict {
  readonly reported: number;
  readonly tickets: number;
  readonly lost: number;
  /** Problems that were resolved before anybody understood their firing: no ticket is opened for what is over. */
  readonly overBefore: number;
  readonly doubled: number;
  /** Records by the revision that accepted them. */
  readonly byRevision: Readonly<Record<string, number>>;
  readonly claims: readonly { readonly claim: string; readonly holds: boolean }[];
  readonly findings: readonly string[];
}

/** ServiceNow's state "Resolved" (formats.md: incident states). */
const resolvedState = '6';

/** Holds what was reported against what the ticket tool's journal shows, and every mapping against the revision that accepted it. */
export function judgeYear({ load: { reported }, tickets, doubled, governed, revisions, superseded }: Evidence): YearVerdict {
  const without = reported.filter(({ name }) => !tickets.has(name));
  const overBefore = without.filter(({ name }) => messagesOf(governed, name)[0]?.phase === 'resolved');
  const lost = without.filter((problem) => !overBefore.includes(problem));
  const known = new Set(reported.map(({ name }) => name));
  const uncaused = [...tickets.keys()].filter((name) => !known.has(name));
  const open = [...tickets].filter(([, { state }]) => state !== resolvedState);
  const strayed = governed.filter(({ accepted, mapped, replayed }) => !replayed && accepted !== mapped);
  const elsewhere = reported.filter(({ name }) => tickets.has(name) && tickets.get(name)?.title !== lastTitle(governed, name));
  const byRevision = Object.fromEntries(
    revisions.map((revision) => [revision, governed.filter(({ accepted }) => accepted === revision).length]),
  );
  const claims = [
    {
      claim: '0 lost: every problem has a ticket, unless it was over before it was understood',
      holds: lost.length === 0 && reported.length > 0,
    },
    { claim: `what was over before (${overBefore.length}) is accounted for as superseded`, holds: overBefore.length <= superseded },
    { claim: '0 doubled: no problem has two', holds: doubled.length === 0 },
    { claim: 'no ticket without a problem', holds: uncaused.length === 0 },
    { claim: 'every ticket is resolved, since every problem was', holds: open.length === 0 },
    { claim: 'every message was mapped by the revision that accepted it', holds: strayed.length === 0 && governed.length > 0 },
    { claim: 'every ticket has the wording of that revision', holds: elsewhere.length === 0 },
    { claim: 'every revision accepted messages', holds: Object.values(byRevision).every((count) => count > 0) },
  ];
  const names = (all: readonly { readonly name: string }[]): string =>
    all
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ');
  const findings = [
    ...(lost.length > 0 ? [`lost: ${names(lost)}`] : []),
    ...doubled.slice(0, 5).map((each) => `doubled: ${each}`),
    ...(uncaused.length > 0 ? [`without a problem: ${uncaused.slice(0, 5).join(', ')}`] : []),
    ...open.slice(0, 5).map(([name, { number, state }]) => `${name}: ${number} is in state ${state}`),
    ...strayed.slice(0, 5).map(({ record, accepted, mapped }) => `${record}: accepted by ${accepted}, mapped by ${mapped}`),
    ...elsewhere.slice(0, 5).map(({ name }) => `${name}: ${tickets.get(name)?.title}, expected ${lastTitle(governed, name)}`),
  ];
  return {
    reported: reported.length,
    tickets: tickets.size,
    lost: lost.length,
    overBefore: overBefore.length,
    doubled: doubled.length,
    byRevision,
    claims,
    findings,
  };
}

/** What the newest message of a problem wanted as its title. */
function lastTitle(governed: readonly Governed[], problem: string): string | undefined {
  const newestLast = messagesOf(governed, problem).sort((a, b) => a.version - b.version);
  return newestLast.at(-1)?.title;
}

/** In the order in which they reached the ticket's lane. */
const messagesOf = (governed: readonly Governed[], problem: string): Governed[] =>
  governed.filter(({ title }) => problemIn(title) === problem);
