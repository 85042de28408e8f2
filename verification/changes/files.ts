/** The workspace of the twelve months as it begins, and the files that join it. Each change after that is an edit of a few lines. */

/** What a folder says where secrets lie: a file is read anew each time, so a new system needs no restart for its token. */
export const secretFiles = { prometheus: 'prometheus-token', zabbix: 'zabbix-token' } as const;

export const beginning: Readonly<Record<string, string>> = {
  'systems/servicenow.yaml': `apiVersion: junctor.io/v1
kind: System
metadata: { name: servicenow, title: ServiceNow, owner: service-desk }
spec:
  connector: servicenow
  holds: Incidents that people work on
  address: 'env:SERVICENOW_URL'
  settings:
    auth: { type: basic, user: junctor, secret: 'env:SERVICENOW_PASSWORD' }
  limits: { concurrency: 16, callTimeoutMs: 15000, consistencyDelayMs: 1000 }
`,
};

export const prometheusSystem = (secretsDir: string): string => `apiVersion: junctor.io/v1
kind: System
metadata: { name: prometheus, title: Prometheus Alertmanager, owner: sre-platform }
spec:
  connector: alertmanager
  holds: Alerts of the Kubernetes clusters
  settings:
    auth: { type: bearer, secret: 'file:${secretsDir}/${secretFiles.prometheus}' }
  valueMaps:
    severity: { critical: critical, warning: medium }
`;

export const zabbixSystem = (secretsDir: string): string => `apiVersion: junctor.io/v1
kind: System
metadata: { name: zabbix, title: Zabbix, owner: infrastructure }
spec:
  connector: zabbix
  holds: Problems of servers and network devices
  settings:
    auth: { type: bearer, secrets: ['file:${secretsDir}/${secretFiles.zabbix}'] }
  valueMaps:
    severity: { '5': critical, '4': high, '3': medium, '2': low, '1': info, '0': info }
`;

export const prometheusFlow = `apiVersion: junctor.io/v1
kind: Flow
metadata:
  name: prometheus-to-servicenow
  owner: sre-platform
  purpose: One incident per cause, in the hands of the team that can mend it, resolved when the cause is gone.
spec:
  pattern: event-to-incident
  source: { system: prometheus, model: event }
  target: { system: servicenow, model: incident }
  correlate: [meta.system, name]
  valueMaps:
    impact: { critical: high, high: high, medium: medium, low: low, info: low }
  map:
    - { to: title, value: '{{name}} fires', required: true, reason: What is wrong in one line }
    - { to: description, value: '{{description | title}}', reason: What was observed }
    - { to: impact, from: severity, valueMap: impact, required: true, reason: How severe it is says how much is affected }
    - { to: urgency, from: severity, valueMap: impact, required: true, reason: How severe it is says how long it can wait }
    - { to: group, from: route.group, required: true, reason: The team that the routing rules chose }
  route:
    - name: otherwise
      set: { group: Service Desk }
      reason: The service desk finds the team
  episode:
    reopenWithin: PT30M
    resolved:
      status: resolved
      resolutionCode: Solved (Permanently)
      resolutionNotes: It was resolved at its source.
`;

/** The flow as it has become by then, for another monitor: only names differ. */
export const flowFor = (source: string, flow: string): string => flow.replaceAll('prometheus', source);
