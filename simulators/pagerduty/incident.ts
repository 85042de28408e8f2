/** Incidents, one an alert, and what an event does to them. */
import { type JsonRecord, readJournal } from '#simulators/kit';
import type { Action } from './event.ts';

export type Status = 'triggered' | 'acknowledged' | 'resolved';

export interface Incident {
  readonly id: string;
  readonly number: number;
  readonly routingKey: string;
  /** The alert's dedup_key, which REST calls incident_key. */
  readonly key: string;
  readonly status: Status;
  readonly title: string;
  readonly urgency: 'high' | 'low';
  /** Payload of the latest trigger. */
  readonly payload: JsonRecord;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type Op = 'opened' | 'repeated' | 'acknowledged' | 'resolved' | 'dropped' | 'rejected';

/** One event, in order of arrival. `dropped` is accepted and has no effect: another routing key, or nothing open. */
export interface PagerDutyLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly seq: number;
  readonly op: Op;
  readonly action: Action | null;
  readonly key: string | null;
  readonly incident: Incident | null;
  readonly withheld: boolean;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly status?: number;
  readonly detail?: string;
}

export interface IncidentStore {
  get(id: string): Incident | undefined;
  /** The open one of this routing key and dedup key. */
  open(routingKey: string, key: string): Incident | undefined;
  put(incident: Incident, at: number): void;
  /** With this key, as REST knows them `behind` ms late; all of them without one. */
  list(key: string | null, now: number, behind: number): readonly Incident[];
}

export function createIncidentStore(): IncidentStore {
  const versions = new Map<string, { readonly at: number; readonly incident: Incident }[]>();
  const latest = (id: string): Incident | undefined => versions.get(id)?.at(-1)?.incident;
  const byKey = new Map<string, string[]>();
  return {
    get: latest,
    open: (routingKey, key) =>
      (byKey.get(key) ?? []).map(latest).find((one) => one !== undefined && one.routingKey === routingKey && one.status !== 'resolved'),
    put(incident, at) {
      const known = versions.get(incident.id);
      if (known === undefined) {
        versions.set(incident.id, [{ at, incident }]);
        byKey.set(incident.key, [...(byKey.get(incident.key) ?? []), incident.id]);
      } else known.push({ at, incident });
    },
    list(key, now, behind) {
      const ids = key === null ? [...versions.keys()] : (byKey.get(key) ?? []);
      return ids.flatMap((id) => versions.get(id)?.findLast((version) => version.at <= now - behind)?.incident ?? []);
    },
  };
}

/** Plays a journal into an empty store; the highest numbers found. */
export async function rebuild(path: string, store: IncidentStore): Promise<{ seq: number; number: number }> {
  const found = { seq: 0, number: 0 };
  for await (const entry of readJournal(path)) {
    const line = entry as PagerDutyLine;
    found.seq = line.seq;
    if (line.incident === null) continue;
    store.put(line.incident, line.at);
    found.number = Math.max(found.number, line.incident.number);
  }
  return found;
}
