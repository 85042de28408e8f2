/** One stand-in account: incidents, journal, faults; events and people both act on it. */
import { randomUUID } from 'node:crypto';
import { type Answer, createFaultPanel, type FaultPanel, type Journal, json, openJournal } from '#simulators/kit';
import type { Ingested } from './event.ts';
import { createIncidentStore, type Incident, type IncidentStore, type Op, type PagerDutyLine, rebuild, type Status } from './incident.ts';
import type { SimulatorOptions } from './options.ts';
import { createWebhooks, type WebhookSender } from './webhooks.ts';

export interface Caller {
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

export interface Account {
  readonly options: SimulatorOptions;
  readonly store: IncidentStore;
  readonly faults: FaultPanel;
  readonly journal: Journal;
  readonly webhooks: WebhookSender;
  readonly counters: Record<'requests' | 'accepted' | 'opened' | 'rejected' | 'withheld' | 'tooMany', number>;
  readonly switches: { searchLagMs: number; perMinute: number | null };
  ingest(event: Ingested, caller: Caller): Promise<Answer | 'withhold'>;
  reject(answer: Answer, caller: Caller): Promise<Answer>;
  /** A person changes an incident; null when there is none of this id. */
  act(id: string, status: Status, by: string): Promise<Incident | null>;
}

const EVENT_OF: Readonly<Record<string, string>> = {
  opened: 'incident.triggered',
  acknowledged: 'incident.acknowledged',
  resolved: 'incident.resolved',
};

/** What an event makes of what is open under its routing key and dedup key; null = nothing. */
function effectOf(event: Ingested, open: Incident | undefined, now: string, number: () => number): { op: Op; incident: Incident | null } {
  if (event.action === 'trigger') {
    const payload = event.payload;
    if (open !== undefined) return { op: 'repeated', incident: { ...open, payload, updatedAt: now } };
    const next = number();
    const urgency = payload.severity === 'warning' || payload.severity === 'info' ? 'low' : 'high';
    const key = event.dedupKey ?? randomUUID().replaceAll('-', '');
    const base = {
      id: `Q${String(next).padStart(6, '0')}`,
      number: next,
      routingKey: event.routingKey,
      key,
      title: String(payload.summary),
      urgency,
    } as const;
    return { op: 'opened', incident: { ...base, status: 'triggered', payload, createdAt: now, updatedAt: now } };
  }
  if (open === undefined) return { op: 'dropped', incident: null };
  const status = event.action === 'acknowledge' ? 'acknowledged' : 'resolved';
  return { op: status, incident: { ...open, status, updatedAt: now } };
}

export async function createAccount(options: SimulatorOptions): Promise<Account> {
  const store = createIncidentStore();
  const found = options.log === null ? { seq: 0, number: 0 } : await rebuild(options.log, store);
  const journal = await openJournal(options.log);
  const faults = createFaultPanel({ withhold: options.withhold, delayMs: options.delayMs, burst: options.burst }, options.seed + found.seq);
  const counters = { requests: 0, accepted: 0, opened: 0, rejected: 0, withheld: 0, tooMany: 0 };
  const webhooks = createWebhooks(options.webhook, options.webhookSecrets);
  let { seq, number } = found;
  const append = (line: Omit<PagerDutyLine, 'at' | 'seq'>, at: number): Promise<void> => {
    seq += 1;
    return journal.append({ at, seq, ...line });
  };
  const nextNumber = (): number => {
    number += 1;
    return number;
  };

  async function ingest(event: Ingested, caller: Caller): Promise<Answer | 'withhold'> {
    const at = Date.now();
    const open = event.dedupKey === null ? undefined : store.open(event.routingKey, event.dedupKey);
    const { op, incident } = effectOf(event, open, new Date(at).toISOString(), nextNumber);
    if (incident !== null) store.put(incident, at);
    const withheld = faults.withholds();
    counters.accepted += 1;
    if (op === 'opened') counters.opened += 1;
    if (withheld) counters.withheld += 1;
    const key = incident?.key ?? event.dedupKey;
    await append({ op, action: event.action, key, incident, withheld, ...caller }, at);
    if (incident !== null && op !== 'repeated' && incident.status !== open?.status) webhooks.send(EVENT_OF[op] ?? op, incident, null, at);
    return withheld ? 'withhold' : json(202, { status: 'success', message: 'Event processed', dedup_key: key });
  }

  async function act(id: string, status: Status, by: string): Promise<Incident | null> {
    const known = store.get(id);
    if (known === undefined) return null;
    const at = Date.now();
    const incident = { ...known, status, updatedAt: new Date(at).toISOString() };
    store.put(incident, at);
    const op = status === 'triggered' ? 'repeated' : status;
    await append({ op, action: null, key: known.key, incident, withheld: false, requestId: null, traceparent: null }, at);
    const event = status === 'triggered' ? (known.status === 'resolved' ? 'reopened' : 'unacknowledged') : status;
    webhooks.send(`incident.${event}`, incident, by, at);
    return incident;
  }

  async function reject(answer: Answer, caller: Caller): Promise<Answer> {
    counters.rejected += 1;
    const refused = { status: answer.status, detail: answer.body.slice(0, 300) };
    await append({ op: 'rejected', action: null, key: null, incident: null, withheld: false, ...caller, ...refused }, Date.now());
    return answer;
  }

  const switches = { searchLagMs: options.searchLagMs, perMinute: options.perMinute };
  return { options, store, faults, journal, webhooks, counters, switches, ingest, reject, act };
}
