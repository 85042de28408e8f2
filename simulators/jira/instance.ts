/** One stand-in site: issues, journal, limits, faults, and the one way a write goes through all of them. */
import { type Answer, createFaultPanel, type FaultPanel, type Journal, openJournal, recordOf } from '#simulators/kit';
import type { Who } from './accounts.ts';
import { createIssueStore, type Issue, type IssueStore, type JiraLine, labelsOf, rebuild } from './issue.ts';
import { createLimits, type Limits } from './limits.ts';
import type { SimulatorOptions } from './options.ts';
import { commentShown, partlyShown, shown } from './present.ts';
import { createWebhooks, type WebhookSender } from './webhooks.ts';

export interface Counters {
  requests: number;
  creates: number;
  updates: number;
  rejected: number;
  searches: number;
  withheld: number;
  tooMany: number;
}

export interface Caller {
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly who: Who;
  /** Address that the site was called by. */
  readonly origin: string;
}

export interface Effect {
  readonly op: JiraLine['op'];
  readonly issue: Issue;
  /** Changed parts. */
  readonly after: Partial<Issue>;
  readonly event: string;
  readonly answer: Answer;
}

export interface Switches {
  searchLagMs: number;
  /** Properties given with a new issue are left out, as when an automation removes them at once (gk). */
  dropProperties: boolean;
}

export interface Instance {
  readonly options: SimulatorOptions;
  readonly store: IssueStore;
  readonly faults: FaultPanel;
  readonly limits: Limits;
  readonly counters: Counters;
  readonly journal: Journal;
  readonly webhooks: WebhookSender;
  readonly switches: Switches;
  /** Number of the next issue. */
  nextNumber(): number;
  /** Keeps what was done, writes it down, tells the webhook; the answer only after it is on disk. */
  commit(effect: Effect, caller: Caller): Promise<Answer | 'withhold'>;
  /** Writes a refusal down. */
  reject(issue: Issue | null, answer: Answer, caller: Caller): Promise<Answer>;
}

/** What a webhook tells: the whole issue as version 2 writes it, or a comment with a part of its issue. */
function aboutOf({ op, issue }: Effect, origin: string): object {
  const comment = issue.comments.at(-1);
  if (op !== 'comment' || comment === undefined) return { issue: shown(issue, origin, '2') };
  return { issue: partlyShown(issue, origin), comment: commentShown(comment, '2', false) };
}

function identity(issue: Issue | null): Pick<JiraLine, 'id' | 'key' | 'labels' | 'correlation'> {
  if (issue === null) return { id: null, key: null, labels: [], correlation: null };
  const key = recordOf(issue.properties.junctor).key;
  return { id: issue.id, key: issue.key, labels: labelsOf(issue), correlation: typeof key === 'string' ? key : null };
}

export async function createInstance(options: SimulatorOptions): Promise<Instance> {
  const store = createIssueStore();
  const found = options.log === null ? { seq: 0, number: 0, creates: 0 } : await rebuild(options.log, store);
  const journal = await openJournal(options.log);
  const faults = createFaultPanel({ withhold: options.withhold, delayMs: options.delayMs, burst: options.burst }, options.seed + found.seq);
  const counters = { requests: 0, creates: found.creates, updates: 0, rejected: 0, searches: 0, withheld: 0, tooMany: 0 };
  const webhooks = createWebhooks(options.webhook, options.webhookSecret);
  let { seq, number } = found;
  const head = (caller: Caller): Pick<JiraLine, 'at' | 'seq' | 'requestId' | 'traceparent'> => {
    seq += 1;
    return { at: Date.now(), seq, requestId: caller.requestId, traceparent: caller.traceparent };
  };

  return {
    options,
    store,
    faults,
    limits: createLimits(),
    counters,
    journal,
    webhooks,
    switches: { searchLagMs: options.searchLagMs, dropProperties: false },
    nextNumber() {
      number += 1;
      return number;
    },
    async commit(effect, caller) {
      const { op, issue, after, event, answer } = effect;
      const line = head(caller);
      if (op === 'delete') store.remove(issue);
      else store.put(issue, line.at);
      const withheld = faults.withholds();
      counters[op === 'create' ? 'creates' : 'updates'] += 1;
      if (withheld) counters.withheld += 1;
      await journal.append({ ...line, op, ...identity(issue), after, withheld } satisfies JiraLine);
      const { who, origin } = caller;
      webhooks.send({ event, issueId: issue.id, who, at: line.at, about: aboutOf(effect, origin) });
      return withheld ? 'withhold' : answer;
    },
    async reject(issue, answer, caller) {
      counters.rejected += 1;
      const refused = { status: answer.status, detail: answer.body.slice(0, 300) };
      await journal.append({
        ...head(caller),
        op: 'rejected',
        ...identity(issue),
        after: {},
        withheld: false,
        ...refused,
      } satisfies JiraLine);
      return answer;
    },
  };
}
