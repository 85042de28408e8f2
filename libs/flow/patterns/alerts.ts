/** The alerts of a case: sorted by record, bounded. */
export interface AlertEntry {
  readonly record: string;
  readonly version: number;
  readonly digest: string;
  /** occurredAt of what was applied last, epoch milliseconds. */
  readonly at: number;
  /** The episode it belongs to; 0: only its version is remembered. */
  readonly episode: number;
  readonly active: boolean;
  readonly line: string;
}

/**
 * Alerts remembered per case. Above it an alert that is not active leaves first (remembered ones before this episode's, then the oldest), and its
 * version is forgotten. When all are active the new one is not kept: it may still raise the ticket's rank, and the ticket is
 * resolved when the kept ones are.
 */
export const maxAlerts = 1_000;

function indexOf(alerts: readonly AlertEntry[], record: string): number {
  let low = 0;
  let high = alerts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((alerts[middle]?.record ?? '') < record) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function findAlert(alerts: readonly AlertEntry[], record: string): AlertEntry | undefined {
  const found = alerts[indexOf(alerts, record)];
  return found?.record === record ? found : undefined;
}

export function putAlert(alerts: readonly AlertEntry[], entry: AlertEntry): readonly AlertEntry[] {
  const at = indexOf(alerts, entry.record);
  if (alerts[at]?.record === entry.record) return alerts.with(at, entry);
  const kept = alerts.length < maxAlerts ? alerts : withoutOne(alerts);
  if (kept.length >= maxAlerts) return alerts;
  const place = indexOf(kept, entry.record);
  return [...kept.slice(0, place), entry, ...kept.slice(place)];
}

function withoutOne(alerts: readonly AlertEntry[]): readonly AlertEntry[] {
  const idle = alerts.filter((alert) => !alert.active);
  const [first] = idle.sort((a, b) => Math.min(a.episode, 1) - Math.min(b.episode, 1) || a.at - b.at || (a.record < b.record ? -1 : 1));
  return first === undefined ? alerts : alerts.filter((alert) => alert !== first);
}
