import { readLines } from '#verification/oracles';

export interface Written {
  readonly number: string;
  readonly createdAs: Readonly<Record<string, string>>;
  readonly group: string;
  readonly title: string;
  readonly state: string;
  readonly category: string;
}

/** The other side: the stand-in of ServiceNow, as its own journal tells it, and what the line says about revisions. */
export interface Desk {
  /** Adds a data policy: incidents without this column are refused. */
  demand(column: string): Promise<void>;
  /** Tickets by the problem that their title names. */
  tickets(): Promise<ReadonlyMap<string, Written>>;
  /** Tickets of a problem that has more than one. */
  doubled(): readonly string[];
  listens(system: string): Promise<boolean>;
  applied(revision: string): void;
  /** Whether records are accepted under this revision by now. */
  governs(revision: string): Promise<boolean>;
  readonly revisions: readonly string[];
  /** Replays that ended as superseded: something newer of the same record was applied before. */
  superseded: number;
}

interface Line {
  readonly op: 'create' | 'update' | 'rejected';
  readonly table: string;
  readonly sys_id: string | null;
  readonly number: string | null;
  readonly after: Readonly<Record<string, string>>;
  readonly display: Readonly<Record<string, string>>;
}

export interface DeskOptions {
  readonly servicenowUrl: string;
  readonly servicenowLog: string;
  readonly ingestUrl: string;
  /** The revisions under which records were delivered so far. */
  revisionsSeen(): Promise<ReadonlySet<string>>;
}

export function openDesk({ servicenowUrl, servicenowLog, ingestUrl, revisionsSeen }: DeskOptions): Desk {
  const revisions: string[] = [];
  return {
    revisions,
    superseded: 0,
    async demand(column) {
      const answer = await fetch(`${servicenowUrl}/__sim/faults`, { method: 'POST', body: JSON.stringify({ mandatory: [column] }) });
      if (!answer.ok) throw new Error(`the simulator of ServiceNow answered ${answer.status}`);
    },
    tickets: () => Promise.resolve(ticketsOf(readLines<Line>(servicenowLog)).byProblem),
    doubled: () => ticketsOf(readLines<Line>(servicenowLog)).doubled,
    async listens(system) {
      // Without a token: a system that is known asks for one.
      const answer = await fetch(`${ingestUrl}/in/${system}`, { method: 'POST', body: '{}' });
      return answer.status === 401;
    },
    applied: (revision) => void revisions.push(revision),
    governs: async (revision) => (await revisionsSeen()).has(revision),
  };
}

export const problemIn = (title: string): string => /\bProblem\d+\b/.exec(title)?.[0] ?? '';

function ticketsOf(lines: readonly Line[]): { readonly byProblem: Map<string, Written>; readonly doubled: string[] } {
  const tickets = new Map<string, Written>();
  for (const { op, table, sys_id, number, after, display } of lines) {
    if (table !== 'incident' || op === 'rejected' || sys_id === null) continue;
    const known = tickets.get(sys_id) ?? { number: number ?? '', createdAs: after, group: '', title: '', state: '', category: '' };
    tickets.set(sys_id, {
      ...known,
      group: display.assignment_group ?? known.group,
      title: after.short_description ?? known.title,
      state: after.state ?? known.state,
      category: after.category ?? known.category,
    });
  }
  const groups = Map.groupBy(tickets.values(), ({ title }) => problemIn(title));
  return {
    byProblem: new Map([...groups].flatMap(([problem, [first]]) => (first ? [[problem, first] as const] : []))),
    doubled: [...groups]
      .filter(([, all]) => all.length > 1)
      .map(([problem, all]) => `${problem}: ${all.map(({ number }) => number).join(', ')}`),
  };
}
