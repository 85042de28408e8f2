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
}

export interface YearVerdict {
  readonly reported: number;
  readonly tickets: number;
  readonly lost: number;
  readonly doubled: number;
  /** Records by the revision that accepted them. */
  readonly byRevision: Readonly<Record<string, number>>;
  readonly claims: readonly { readonly claim: string; readonly holds: boolean }[];
  readonly findings: readonly string[];
}

/** ServiceNow's state "Resolved" (formats.md: incident states). */
const resolvedState = '6';

/** Holds what was reported against what the ticket tool's journal shows, and every mapping against the revision that accepted it. */
export function judgeYear({ load: { reported }, tickets, doubled, governed, revisions }: Evidence): YearVerdict {
  const lost = reported.filter(({ name }) => !tickets.has(name));
  const known = new Set(reported.map(({ name }) => name));
  const uncaused = [...tickets.keys()].filter((name) => !known.has(name));
  const open = [...tickets].filter(([, { state }]) => state !== resolvedState);
  const strayed = governed.filter(({ accepted, mapped, replayed }) => !replayed && accepted !== mapped);
  const elsewhere = reported.filter(({ name }) => tickets.get(name)?.title !== lastTitle(governed, name));
  const byRevision = Object.fromEntries(
    revisions.map((revision) => [revision, governed.filter(({ accepted }) => accepted === revision).length]),
  );
  const claims = [
    { claim: '0 lost: every problem that was reported has a ticket', holds: lost.length === 0 && reported.length > 0 },
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
  return { reported: reported.length, tickets: tickets.size, lost: lost.length, doubled: doubled.length, byRevision, claims, findings };
}

/** What the newest message of a problem wanted as its title. */
function lastTitle(governed: readonly Governed[], problem: string): string | undefined {
  const mine = governed.filter(({ title }) => problemIn(title) === problem);
  return mine.toSorted((a, b) => a.version - b.version).at(-1)?.title;
}
