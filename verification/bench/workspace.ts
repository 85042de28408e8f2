import { clusters, namespaces } from './alerts.ts';

/** The bench's topics of the two source systems. */
export const benchTopics = { alerts: 'bench.alerts', cmdb: 'bench.cis' } as const;

const systems = {
  'systems/alerts.yaml': `
apiVersion: junctor.io/v1
kind: System
metadata: { name: alerts, title: Load generator, owner: bench }
spec:
  connector: alertmanager
  holds: alerts made up for measuring
  topic: { name: ${benchTopics.alerts}, format: json }
  settings: { auth: { type: bearer, secret: 'env:BENCH_WEBHOOK_TOKEN' } }
  valueMaps: { severity: { critical: critical, warning: medium, info: info } }
`,
  'systems/cmdb.yaml': `
apiVersion: junctor.io/v1
kind: System
metadata: { name: cmdb, title: Items to look up, owner: bench }
spec:
  connector: cmdb-feed
  holds: items made up for measuring
  topic: { name: ${benchTopics.cmdb}, format: json }
`,
  'systems/tickets.yaml': `
apiVersion: junctor.io/v1
kind: System
metadata: { name: tickets, title: Target of the measurement, owner: bench }
spec:
  connector: servicenow
  holds: one ticket an alert
  address: 'env:BENCH_TARGET_URL'
  settings: { auth: { type: basic, user: bench, secret: 'env:BENCH_TARGET_PASSWORD' } }
  limits: { concurrency: 64, callTimeoutMs: 15000, consistencyDelayMs: 0 }
`,
};

/** One alert is one ticket, so that there are as many lanes as keys; five fields, one of them by a routing rule over the looked-up item. */
const flow = `
apiVersion: junctor.io/v1
kind: Flow
metadata: { name: alerts-to-tickets, owner: bench, purpose: What is measured }
spec:
  pattern: event-to-incident
  source: { system: alerts, model: event }
  target: { system: tickets, model: incident }
  when: event.severity != 'info'
  correlate: [labels.key]
  valueMaps:
    impact: { critical: high, high: high, medium: medium, low: low }
    urgency: { critical: high, high: medium, medium: medium, low: low }
  map:
    - { to: title, from: title, required: true, reason: What is wrong and the mark that the target tells order by }
    - { to: impact, from: severity, valueMap: impact, required: true, reason: How much is affected }
    - { to: urgency, from: severity, valueMap: urgency, required: true, reason: How long it can wait }
    - { to: ci, from: context.ci.name, reason: The item found by key }
    - { to: group, from: route.group, required: true, reason: The team that the rules chose }
  route:
    - name: mission-critical
      when: event.severity == 'critical' && event.context.ci.criticality == 'mission_critical'
      set: { group: Major Incident }
      reason: A critical alert on a mission-critical item
    - name: owning-team
      when: has(event.context.ci.supportGroup)
      set: { group: '{{context.ci.supportGroup}}' }
      reason: The team of the item
    - { name: otherwise, set: { group: Service Desk }, reason: Nobody else }
  episode:
    reopenWithin: PT30M
    line: '{{severity}} {{resource}}'
    resolved: { status: resolved, resolutionCode: Solved, resolutionNotes: Gone }
`;

/** Files of the workspace that is measured, by path. */
export function benchWorkspace(): Record<string, string> {
  return { ...systems, 'flows/alerts-to-tickets/flow.yaml': flow };
}

/** The configuration items that alerts are looked up by, as the feed of a CMDB carries them. */
export function benchItems(): readonly { readonly id: string; readonly keys: readonly string[] }[] {
  return clusters.flatMap((cluster) =>
    namespaces.map((namespace, n) => ({
      id: `service-${cluster}-${namespace}`,
      name: `${namespace} on ${cluster}`,
      class: 'service',
      keys: [`service/${cluster}/${namespace}`],
      criticality: n % 4 === 0 ? 'mission_critical' : 'operational',
      environment: 'production',
      owner: 'bench',
      supportGroup: `Team ${n}`,
      service: namespace,
      relations: [],
      updatedAt: '2026-11-01T06:00:00Z',
    })),
  );
}
