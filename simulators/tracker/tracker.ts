/** One stand-in tracker: items, notes, journal, faults, webhooks. */
import { randomUUID } from 'node:crypto';
import { createFaultPanel, type FaultPanel, type Journal, type JsonRecord, openJournal, readJournal } from '#simulators/kit';
import type { SimulatorOptions } from './options.ts';
import { createWebhooks, type WebhookSender } from './webhooks.ts';
import { createItemStore, type ItemStore, itemOf, type Note, type WorkItem } from './workitem.ts';

/** Who calls, as the journal keeps it. */
export interface Caller {
  readonly login: string;
  readonly kind: 'app' | 'person';
  readonly requestId: string;
  readonly traceparent: string | null;
}

/** One line of the journal, in order. A refusal names no item. */
export interface TrackerLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly seq: number;
  readonly op: 'created' | 'modified' | 'noted' | 'rejected';
  readonly item: WorkItem | null;
  readonly note: Note | null;
  readonly withheld: boolean;
  readonly by: string;
  readonly requestId: string;
  readonly traceparent: string | null;
  readonly detail?: string;
}

export interface Tracker {
  readonly options: SimulatorOptions;
  readonly store: ItemStore;
  readonly faults: FaultPanel;
  readonly journal: Journal;
  readonly webhooks: WebhookSender;
  readonly counters: Record<'requests' | 'created' | 'modified' | 'noted' | 'rejected' | 'withheld' | 'tooMany' | 'tokens', number>;
  readonly switches: { searchLagMs: number; uniqueExternalKeys: boolean };
  /** `before` is null for a new item. The result is null when the answer is withheld. */
  write(before: WorkItem | null, given: JsonRecord, caller: Caller): Promise<WorkItem | null>;
  note(item: WorkItem, given: Pick<Note, 'text' | 'audience' | 'origin'>, caller: Caller): Promise<Note | null>;
  reject(detail: string, caller: Caller): Promise<void>;
}

async function rebuild(path: string | null, store: ItemStore): Promise<{ seq: number; number: number }> {
  const found = { seq: 0, number: 0 };
  if (path === null) return found;
  for await (const entry of readJournal(path)) {
    const line = entry as TrackerLine;
    found.seq = line.seq;
    if (line.op === 'created') found.number += 1;
    if (line.item !== null && line.op !== 'noted') store.put(line.item, line.at);
    if (line.note !== null) store.addNote(line.note);
  }
  return found;
}

export async function createTracker(options: SimulatorOptions): Promise<Tracker> {
  const store = createItemStore();
  let { seq, number } = await rebuild(options.log, store);
  const journal = await openJournal(options.log);
  const faults = createFaultPanel({ withhold: options.withhold, delayMs: options.delayMs, burst: options.burst }, options.seed + seq);
  const webhooks = createWebhooks(options.webhook, options.webhookSecret);
  const counters = { requests: 0, created: 0, modified: 0, noted: 0, rejected: 0, withheld: 0, tooMany: 0, tokens: 0 };
  const append = (line: Pick<TrackerLine, 'op' | 'item' | 'note' | 'withheld' | 'detail'>, caller: Caller, at: number): Promise<void> => {
    seq += 1;
    const { login: by, requestId, traceparent } = caller;
    return journal.append({ at, seq, ...line, by, requestId, traceparent });
  };
  const drawn = (caller: Caller): boolean => {
    const withheld = caller.kind === 'app' && faults.withholds();
    if (withheld) counters.withheld += 1;
    return withheld;
  };

  async function write(before: WorkItem | null, given: JsonRecord, caller: Caller): Promise<WorkItem | null> {
    const at = Date.now();
    if (before === null) number += 1;
    const item = itemOf(before, given, number, new Date(at).toISOString());
    const op = before === null ? 'created' : 'modified';
    store.put(item, at);
    const withheld = drawn(caller);
    counters[op] += 1;
    await append({ op, item, note: null, withheld }, caller, at);
    webhooks.send(`workitem.${op}`, item, null, caller, at);
    return withheld ? null : item;
  }

  async function note(item: WorkItem, given: Pick<Note, 'text' | 'audience' | 'origin'>, caller: Caller): Promise<Note | null> {
    const at = Date.now();
    const made: Note = {
      uid: `nt_${randomUUID().slice(0, 13)}`,
      item: item.uid,
      ...given,
      author: caller.login,
      created: new Date(at).toISOString(),
    };
    store.addNote(made);
    const withheld = drawn(caller);
    counters.noted += 1;
    await append({ op: 'noted', item, note: made, withheld }, caller, at);
    webhooks.send('note.added', item, made, caller, at);
    return withheld ? null : made;
  }

  async function reject(detail: string, caller: Caller): Promise<void> {
    counters.rejected += 1;
    await append({ op: 'rejected', item: null, note: null, withheld: false, detail: detail.slice(0, 300) }, caller, Date.now());
  }

  const switches = { searchLagMs: options.searchLagMs, uniqueExternalKeys: options.uniqueExternalKeys };
  return { options, store, faults, journal, webhooks, counters, switches, write, note, reject };
}
