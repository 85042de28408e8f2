/**
 * What a failure leads to, as data: one row for every class and scope. The table holds for every destination; a System may say
 * otherwise for itself, a Flow for its own deliveries.
 */
import type { Failure, FailureClass, FailureScope } from './failure.ts';

/**
 * retry: by the schedule, until the tries are used up. wait: as long as told, else growing. hold: nothing more goes there until it is well
 * again. ask: find out what became of the call before sending it again. review: a person decides. isolate: set aside, a mistake of ours.
 */
export type PolicyAction = 'retry' | 'wait' | 'hold' | 'ask' | 'review' | 'isolate';

/** What has to wait: the lane of this record, or all deliveries behind one endpoint, credential or system. */
export type Held = 'lane' | 'endpoint' | 'credential' | 'system';

export interface Policy {
  readonly action: PolicyAction;
  readonly holds: Held;
  /** Uses up one of the delivery's tries. */
  readonly counted: boolean;
  /** The owner of the system is told, once an outage. */
  readonly escalates: boolean;
  /** Tries before `afterwards`; null where they are not counted. */
  readonly tries: number | null;
  /** What comes once the tries are used up: a person, or further tries at the longest interval; null where they are not counted. */
  readonly afterwards: 'review' | 'hold' | null;
  /** One sentence in business words. */
  readonly words: string;
}

export interface PolicyRow extends Policy {
  readonly class: FailureClass;
  readonly scope: FailureScope;
}

/** A departure from the table; without a scope it holds for all scopes of its class that it fits. */
export interface PolicyOverride {
  readonly class: FailureClass;
  readonly scope?: FailureScope | undefined;
  readonly action: PolicyAction;
  readonly tries?: number | undefined;
  readonly afterwards?: 'review' | 'hold' | undefined;
}

export interface PolicyOverrides {
  readonly system?: readonly PolicyOverride[] | undefined;
  readonly flow?: readonly PolicyOverride[] | undefined;
}

export interface Decided extends Policy {
  readonly from: 'table' | 'system' | 'flow';
}

/** Milliseconds after the 1st, 2nd, ... try that counted (reliability.md 2.3: three at once with jitter, then growing). */
export const retrySchedule: readonly number[] = [200, 400, 800, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 14_400_000];

export const failureClasses = ['transient', 'rateLimit', 'auth', 'invalid', 'down', 'unknown', 'bug'] as const;
export const failureScopes = ['record', 'lane', 'endpoint', 'credential', 'system'] as const;

const wide = ['endpoint', 'credential', 'system'] as const;
const uncounted = { counted: false, escalates: false, tries: null, afterwards: null } as const;

const retrying: Policy = {
  action: 'retry',
  holds: 'lane',
  counted: true,
  escalates: false,
  tries: retrySchedule.length,
  afterwards: 'review',
  words:
    'A passing trouble: tried again, three times within seconds, then at growing intervals up to 4 hours; after that a person decides. When half of the calls of a minute end like this, the whole system is held.',
};

const table: readonly PolicyRow[] = [
  ...rows('transient', ['record', ...wide], retrying),
  ...rows('transient', ['lane'], {
    ...uncounted,
    action: 'wait',
    holds: 'lane',
    words:
      'Nothing was written, for our own claim on the record had ended or the destination had asked to wait: claimed again as soon as may be.',
  }),
  ...rows('rateLimit', ['record', 'lane'], {
    ...uncounted,
    action: 'wait',
    holds: 'lane',
    words: 'Too fast for this one record: it waits as long as the destination says, else a growing time; other records go on.',
  }),
  ...wide.flatMap((scope) =>
    rows('rateLimit', [scope], {
      ...uncounted,
      action: 'hold',
      holds: scope,
      words: `Too fast for this ${scope}: everything behind it waits as long as the destination says, else a growing time.`,
    }),
  ),
  ...rows('auth', failureScopes, {
    ...uncounted,
    action: 'hold',
    holds: 'credential',
    escalates: true,
    words:
      'The credential is no longer accepted: everything that uses it is held, its owner is told once, and it goes on by itself once the secret has changed.',
  }),
  ...rows('invalid', ['record', 'lane'], {
    ...uncounted,
    action: 'review',
    holds: 'lane',
    words: 'The destination refuses this record: a person decides; the flow says what its later states do meanwhile.',
  }),
  ...rows('invalid', wide, {
    ...uncounted,
    action: 'hold',
    holds: 'system',
    escalates: true,
    words: 'The destination would refuse every record, so the connection is set up wrongly: the system is held and its owner told once.',
  }),
  ...rows('down', failureScopes, {
    ...uncounted,
    action: 'hold',
    holds: 'system',
    escalates: true,
    words:
      'The system is away: its deliveries are held and its owner told once; one of them is tried after a second, then ever later up to every 5 minutes, and the others follow by themselves.',
  }),
  ...rows('unknown', failureScopes, {
    ...uncounted,
    action: 'ask',
    holds: 'lane',
    words:
      'Sent, but no clear answer came: what became of it is asked first; only where it cannot be asked is it sent again, counted as a possible duplicate.',
  }),
  ...rows('bug', failureScopes, {
    ...uncounted,
    action: 'isolate',
    holds: 'lane',
    words: 'A mistake of Junctor itself: the record is set aside for a person; other records go on.',
  }),
];

function rows(kind: FailureClass, scopes: readonly FailureScope[], policy: Policy): PolicyRow[] {
  return scopes.map((scope) => ({ class: kind, scope, ...policy }));
}

const byKey = new Map(table.map((row) => [`${row.class}/${row.scope}`, row]));

/** Every class and scope, in the order of the types. */
export const failurePolicy: readonly PolicyRow[] = failureClasses.flatMap((kind) =>
  failureScopes.map((scope) => standard({ class: kind, scope })),
);

function standard({ class: kind, scope }: Pick<Failure, 'class' | 'scope'>): PolicyRow {
  const row = byKey.get(`${kind}/${scope}`);
  if (row === undefined) throw new Error(`no failure policy for ${kind} of scope ${scope}`);
  return row;
}

/** What to do about a failure: the flow's word before the system's before the table's; a row that names the scope before one that does not. */
export function policyFor(failure: Pick<Failure, 'class' | 'scope'>, overrides: PolicyOverrides = {}): Decided {
  const row = standard(failure);
  for (const from of ['flow', 'system'] as const) {
    const fitting = (overrides[from] ?? []).filter((each) => each.class === failure.class && fits(each, row));
    const override = fitting.find((each) => each.scope === failure.scope) ?? fitting.find((each) => each.scope === undefined);
    if (override) return { ...overridden(row, override), from };
  }
  return { ...row, from: 'table' };
}

/** A hold is meant where there is something to hold; what is between our own replicas is not up to anybody. */
function fits({ action }: PolicyOverride, row: PolicyRow): boolean {
  if (row.class === 'transient' && row.scope === 'lane') return false;
  return action !== 'hold' || row.action === 'hold';
}

function overridden(row: PolicyRow, { action, tries, afterwards }: PolicyOverride): Policy {
  if (action === row.action && tries === undefined && afterwards === undefined) return row;
  switch (action) {
    case 'retry': {
      const most = tries ?? retrySchedule.length;
      const end = afterwards ?? 'review';
      return { ...retrying, tries: most, afterwards: end, words: retryWords(most, end) };
    }
    case 'hold':
      return { ...uncounted, action, holds: row.holds, escalates: row.escalates, words: plain.hold };
    case 'wait':
    case 'ask':
    case 'review':
    case 'isolate':
      return { ...uncounted, action, holds: 'lane', words: plain[action] };
  }
}

const plain = {
  hold: 'Deliveries are held until it is well again; the owner is told once.',
  wait: 'The record waits as long as the destination says, else a growing time; other records go on.',
  ask: 'What became of the call is asked first.',
  review: 'A person decides at once.',
  isolate: 'The record is set aside for a person.',
} as const;

function retryWords(tries: number, afterwards: 'review' | 'hold'): string {
  const end = afterwards === 'review' ? 'a person decides' : 'it is tried on at the longest interval';
  return `Tried again at growing intervals, ${tries} ${tries === 1 ? 'time' : 'times'}; after that ${end}.`;
}
