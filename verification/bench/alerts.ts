/** Keys of one round: each is seen twice, first as a new record, then as an update of it. */
export const keysPerRound = 10_000;

export const clusters: readonly string[] = ['eu-1', 'eu-2', 'us-1', 'us-2'];
export const namespaces: readonly string[] = Array.from({ length: 25 }, (_, n) => `namespace-${n}`);

export interface BenchAlert {
  /** The record, which is the lane: `<round>-<key>`. */
  readonly key: string;
  /** 1 for the record's first appearance, 2 for its update. */
  readonly step: 1 | 2;
  /** An Alertmanager v4 post of one alert, about 1 KB. */
  readonly body: Buffer;
}

/** The mark that a title carries to the target: which step of its key it is, and when it was sent (epoch milliseconds with fraction). */
export const markOf = (step: number, sentAt: number): string => `step ${step} sent ${sentAt.toFixed(3)}`;

const marked = /step (\d+) sent ([\d.]+)/;

export function readMark(title: string): { readonly step: number; readonly sentAt: number } | null {
  const found = marked.exec(title);
  return found ? { step: Number(found[1]), sentAt: Number(found[2]) } : null;
}

const filler = 'The request queue of this workload has been longer than its limit for more than ten minutes. '.repeat(3).trimEnd();

/**
 * The i-th alert of a load. Rounds of 20,000 records: 10,000 new keys, then an update of each, so that half of any whole
 * number of rounds are updates and an update comes 10,000 records after the record it changes.
 */
export function benchAlert(run: string, index: number, sentAt: number): BenchAlert {
  const round = Math.floor(index / (2 * keysPerRound));
  const place = index % (2 * keysPerRound);
  const n = place % keysPerRound;
  const step = place < keysPerRound ? 1 : 2;
  const key = `${run}-${round}-${n}`;
  const cluster = clusters[n % clusters.length];
  const namespace = namespaces[n % namespaces.length];
  const pod = `workload-${n}-7d9c5b6f4d-x2x${n % 10}z`;
  const labels = { alertname: 'QueueTooLong', cluster, namespace, pod, key, severity: n % 5 === 0 ? 'critical' : 'warning' };
  const post = {
    receiver: 'junctor',
    status: 'firing',
    alerts: [
      {
        status: 'firing',
        labels,
        annotations: { summary: `Queue too long on ${pod}: ${markOf(step, sentAt)}`, description: filler },
        startsAt: '2026-11-21T23:26:03.597749Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'http://prometheus.example.org/graph?g0.expr=QueueTooLong',
        fingerprint: key,
      },
    ],
    groupLabels: { alertname: 'QueueTooLong', cluster, namespace },
    externalURL: 'http://alertmanager.example.org:9093',
    version: '4',
    groupKey: `{}:{alertname="QueueTooLong", cluster="${cluster}", namespace="${namespace}"}`,
    truncatedAlerts: 0,
  };
  return { key, step, body: Buffer.from(JSON.stringify(post)) };
}
