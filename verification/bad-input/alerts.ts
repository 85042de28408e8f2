/** Posts as Alertmanager writes them, for what is sent here on purpose. */
export interface Labels {
  readonly [name: string]: string;
}

export function alert(fingerprint: string, labels: Labels = {}): object {
  return {
    status: 'firing',
    labels: { alertname: 'BadInputDrill', cluster: 'eu-west-1', namespace: 'checkout', severity: 'warning', ...labels },
    annotations: { summary: 'Sent on purpose' },
    startsAt: '2026-11-21T23:30:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint,
  };
}

export function post(alerts: readonly object[], truncatedAlerts = 0): Buffer {
  const group = { receiver: 'junctor', status: 'firing', groupLabels: {}, commonLabels: {}, commonAnnotations: {}, externalURL: '' };
  return Buffer.from(JSON.stringify({ ...group, alerts, version: '4', groupKey: '{}:{}', truncatedAlerts }));
}
