/** One flow for every pair of a monitor and a ticket tool: only the two names differ. */
export function flowOf(source: string, target: string): string {
  return `apiVersion: junctor.io/v1
kind: Flow
metadata:
  name: ${source}-to-${target}
  owner: sre-platform
  purpose: One ticket per cause, resolved when the cause is gone.
spec:
  pattern: event-to-incident
  source: { system: ${source}, model: event }
  target: { system: ${target}, model: incident }
  when: event.severity != 'info'
  correlate: [meta.system, name]
  valueMaps:
    impact: { critical: high, high: high, medium: medium, low: low }
    urgency: { critical: high, high: medium, medium: medium, low: low }
  map:
    - { to: title, from: title, required: true, reason: What is wrong in one line }
    - { to: description, value: '{{description | title}}', reason: What was observed }
    - { to: impact, from: severity, valueMap: impact, required: true, reason: How severe it is says how much is affected }
    - { to: urgency, from: severity, valueMap: urgency, required: true, reason: Only what is critical can't wait }
    - { to: ci, from: resource, reason: What it was observed on }
    - { to: group, from: route.group, required: true, reason: The team that the routing rules chose }
  route:
    - name: critical
      when: event.severity == 'critical'
      set: { group: Major Incident }
      reason: What is critical needs the people who coordinate
    - name: otherwise
      set: { group: Service Desk }
      reason: The service desk finds the team
  episode:
    reopenWithin: PT30M
    line: '{{severity}} {{resource | meta.record}}'
    resolved:
      status: resolved
      resolutionCode: Solved (Permanently)
      resolutionNotes: It has been resolved at its source.
`;
}

/** Jira has no fields of its own for these. */
export const jiraFields = {
  impact: { field: 'customfield_10010', as: 'option' },
  urgency: { field: 'customfield_10011', as: 'option' },
  group: { field: 'customfield_10042' },
  ci: { field: 'customfield_10043' },
} as const;

const targetOf = (name: string, settings: string): string => `apiVersion: junctor.io/v1
kind: System
metadata: { name: ${name}, title: ${name}, owner: service-desk }
spec: { connector: ${name}, address: 'https://${name}.example.org', holds: Incidents that people work on, settings: ${settings} }
`;

/** Ticket tools by name, which is also their connector's. */
export const targets: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ['servicenow', "{ auth: { type: basic, user: junctor, secret: 'env:PAIRS_SECRET' } }"],
      ['jira', "{ auth: { type: basic, user: junctor@example.org, secret: 'env:PAIRS_SECRET' }, project: OPS, fields: FIELDS }"],
      ['pagerduty', "{ routingKey: 'env:PAIRS_SECRET' }"],
      ['standard-webhook', "{ secret: 'env:PAIRS_SECRET' }"],
    ] as const
  ).map(([name, settings]) => [name, targetOf(name, settings.replace('FIELDS', JSON.stringify(jiraFields)))]),
);
