export const normals: readonly string[] = Array.from({ length: 10 }, (_, n) => `source-${n}`);
export const hostile = 'hostile';

const system = (name: string, perSecond: number): string => `
apiVersion: junctor.io/v1
kind: System
metadata: { name: ${name}, title: ${name}, owner: bench }
spec:
  connector: alertmanager
  settings: { auth: { type: bearer, secret: 'env:PROMETHEUS_WEBHOOK_TOKEN' } }
  intake: { perSecond: ${perSecond}, burst: ${perSecond * 2} }
  valueMaps: { severity: { warning: medium } }
`;

const desk = `
apiVersion: junctor.io/v1
kind: System
metadata: { name: desk, title: Desk, owner: bench }
spec:
  connector: servicenow
  address: 'env:SERVICENOW_URL'
  settings: { auth: { type: basic, user: junctor, secret: 'env:SERVICENOW_PASSWORD' } }
  limits: { concurrency: 64, consistencyDelayMs: 0 }
`;

const flow = (name: string): string => `
apiVersion: junctor.io/v1
kind: Flow
metadata: { name: ${name}, owner: bench, purpose: One ticket an alert }
spec:
  pattern: event-to-incident
  source: { system: ${name}, model: event }
  target: { system: desk, model: incident }
  correlate: [name]
  map:
    - { to: title, from: name, required: true, reason: Tells which alert it was }
    - { to: group, from: route.group, required: true, reason: Who looks at it }
  route: [{ name: otherwise, set: { group: Service Desk }, reason: One group for all }]
  episode:
    reopenWithin: PT30M
    line: '{{name}}'
    resolved: { status: resolved, resolutionCode: Solved, resolutionNotes: Gone }
`;

/** Eleven sources that each may send `perSecond` records a second, and one destination for all. */
export function fairnessWorkspace(perSecond: number): Record<string, string> {
  const sources = [...normals, hostile];
  return {
    'systems/desk.yaml': desk,
    ...Object.fromEntries(sources.map((name) => [`systems/${name}.yaml`, system(name, perSecond)])),
    ...Object.fromEntries(sources.map((name) => [`flows/${name}/flow.yaml`, flow(name)])),
  };
}
