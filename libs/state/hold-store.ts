import type { Failure } from '#libs/failures';
import type { Escalation, Hold, HoldChange, HoldStore, Lessons } from './contract.ts';
import { columns, type Database, type Run } from './pool.ts';
import { announceEscalations, failHold, listEscalations, listHolds, openHold, passHold, probeHold, spendTokens } from './sql/holds.ts';
import { decodeOptional, decodeText, encodeJson, encodeOptional, encodeText } from './text.ts';

export function holdStore(database: Database): HoldStore {
  return {
    holds: async () => (await database.statement<HoldRow>(listHolds, [])).map(holdOf),
    escalations: async (limit) => (await database.statement<EscalationRow>(listEscalations, [limit])).map(escalationOf),
    announce: (tell) =>
      database.transaction(async (run) => {
        for (const row of await run<EscalationRow>(announceEscalations, [])) tell(escalationOf(row));
      }),
    changeHolds: async (changes) => {
      if (changes.length > 0) await database.transaction((run) => changeHolds(run, changes));
    },
  };
}

/** Part of settleAndClaim's transaction. */
export async function learn(run: Run, { holds, spent }: Lessons): Promise<void> {
  if (holds.length > 0) await changeHolds(run, holds);
  const calls = new Map<string, number>();
  for (const each of spent) calls.set(each.subject, (calls.get(each.subject) ?? 0) + each.calls);
  await spend(run, calls);
}

/** In the order of subjects, so that two writers wait for each other in one direction only. */
async function changeHolds(run: Run, changes: readonly HoldChange[]): Promise<void> {
  for (const change of changes.toSorted((a, b) => (a.subject < b.subject ? -1 : Number(a.subject > b.subject))))
    await changeHold(run, change);
}

async function changeHold(run: Run, change: HoldChange): Promise<void> {
  const subject = encodeText(change.subject);
  switch (change.change) {
    case 'open': {
      const { kind, system, forMs, failure, credentialVersion, escalateTo } = change;
      const told = [encodeOptional(escalateTo), encodeText(failure.evidence.message)];
      await run(openHold, [subject, kind, encodeText(system), forMs, encodeJson(failure), encodeOptional(credentialVersion), ...told]);
      return;
    }
    case 'probe':
      await run(probeHold, [subject]);
      return;
    case 'passed': {
      const next = Math.max(1, change.allowed) * 2;
      await run(passHold, [subject, change.allowed, next >= change.full ? null : next]);
      return;
    }
    case 'failed':
      await run(failHold, [subject, encodeJson(change.failure), change.forMs]);
  }
}

export async function spend(run: Run, calls: ReadonlyMap<string, number>): Promise<void> {
  if (calls.size > 0) await run(spendTokens, columns([...calls], [([subject]) => encodeText(subject), ([, count]) => count]));
}

export interface HoldRow {
  readonly subject: string;
  readonly kind: Hold['kind'];
  readonly system: string;
  readonly phase: Hold['phase'];
  readonly until: number | null;
  readonly since: number;
  readonly rounds: number;
  readonly allowed: number;
  readonly failure: string;
  readonly credential_version: string | null;
}

export function holdOf({ subject, kind, system, phase, until, since, rounds, allowed, failure, credential_version }: HoldRow): Hold {
  return {
    ...{ kind, phase, until, since, rounds, allowed },
    subject: decodeText(subject),
    system: decodeText(system),
    failure: JSON.parse(failure) as Failure,
    credentialVersion: decodeOptional(credential_version),
  };
}

interface EscalationRow {
  readonly id: string;
  readonly subject: string;
  readonly system: string;
  readonly kind: Hold['kind'];
  readonly owner: string;
  readonly reason: string;
  readonly opened_at: number;
  readonly resolved_at: number | null;
}

const escalationOf = ({ id, subject, system, kind, owner, reason, opened_at, resolved_at }: EscalationRow): Escalation => ({
  ...{ id, kind },
  subject: decodeText(subject),
  system: decodeText(system),
  owner: decodeText(owner),
  reason: decodeText(reason),
  openedAt: opened_at,
  resolvedAt: resolved_at,
});
