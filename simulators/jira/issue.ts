/** Issues in memory, and the journal they are rebuilt from. Searches answer from an index that lags; reads do not. */
import { type JsonRecord, readJournal } from '#simulators/kit';

export interface IssueComment {
  readonly id: string;
  readonly author: string;
  /** ADF document. */
  readonly body: unknown;
  readonly created: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Issue {
  readonly id: string;
  readonly key: string;
  /** summary, description (ADF or null), issuetype, priority, labels, assignee, resolution and custom fields. */
  readonly fields: JsonRecord;
  /** Id of the status. */
  readonly status: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly comments: readonly IssueComment[];
  readonly created: string;
  readonly updated: string;
}

/** One executed or refused write; `after` holds the changed parts of the issue, whole. */
export interface JiraLine {
  /** Epoch milliseconds. */
  readonly at: number;
  /** 1, 2, 3, ... over the life of the file. */
  readonly seq: number;
  readonly op: 'create' | 'update' | 'transition' | 'comment' | 'property' | 'delete' | 'rejected';
  readonly id: string | null;
  readonly key: string | null;
  readonly labels: readonly string[];
  /** Full correlation key, where the issue's property `junctor` has one. */
  readonly correlation: string | null;
  readonly after: Partial<Issue>;
  /** True when the answer did not reach the caller whole. */
  readonly withheld: boolean;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  /** HTTP status of a refusal, and what it said. */
  readonly status?: number;
  readonly detail?: string;
}

export interface IssueStore {
  /** By id or key; what is newest. */
  get(idOrKey: string): Issue | undefined;
  put(issue: Issue, at: number): void;
  remove(issue: Issue): void;
  /** As an index `behind` ms late knows them, newest first; only those that carry or carried `label`, when it is given. */
  visible(now: number, behind: number, label?: string): readonly Issue[];
  all(): readonly Issue[];
}

type Versions = { at: number; issue: Issue }[];

/** Versions kept an issue: older ones are older than any lag that may be set. */
const KEPT = 50;

export function labelsOf(issue: Issue): readonly string[] {
  return Array.isArray(issue.fields.labels) ? issue.fields.labels.map(String) : [];
}

export function createIssueStore(): IssueStore {
  const byId = new Map<string, Versions>();
  const idOfKey = new Map<string, string>();
  const byLabel = new Map<string, Set<string>>();
  const versionsOf = (id: string): Versions => byId.get(id) ?? [];
  return {
    get: (idOrKey) => versionsOf(idOfKey.get(idOrKey.toUpperCase()) ?? idOrKey).at(-1)?.issue,
    put(issue, at) {
      const versions = versionsOf(issue.id);
      versions.push({ at, issue });
      if (versions.length > KEPT) versions.shift();
      byId.set(issue.id, versions);
      idOfKey.set(issue.key, issue.id);
      for (const label of labelsOf(issue)) byLabel.set(label, (byLabel.get(label) ?? new Set()).add(issue.id));
    },
    remove({ id, key }) {
      byId.delete(id);
      idOfKey.delete(key);
    },
    visible(now, behind, label) {
      const ids = label === undefined ? byId.keys() : (byLabel.get(label) ?? []);
      const seen = [...ids].flatMap((id) => versionsOf(id).findLast((version) => version.at <= now - behind)?.issue ?? []);
      return seen.reverse();
    },
    all: () => [...byId.keys()].flatMap((id) => versionsOf(id).at(-1)?.issue ?? []),
  };
}

/** Plays a journal into an empty store; the highest sequence and issue numbers found. */
export async function rebuild(path: string, store: IssueStore): Promise<{ seq: number; number: number; creates: number }> {
  const found = { seq: 0, number: 0, creates: 0 };
  for await (const entry of readJournal(path)) {
    const line = entry as JiraLine;
    found.seq = line.seq;
    if (line.op === 'rejected' || line.id === null) continue;
    const before = store.get(line.id);
    if (line.op === 'delete') {
      if (before !== undefined) store.remove(before);
      continue;
    }
    store.put({ ...before, ...line.after } as Issue, line.at);
    if (line.op !== 'create') continue;
    found.creates += 1;
    found.number = Math.max(found.number, Number((line.key ?? '').split('-').at(-1)));
  }
  return found;
}
