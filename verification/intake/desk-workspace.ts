/** Incidents of one instance, told by its callouts alone (nobody answers at its address), copied to another. */
export const deskWorkspace = (): Record<string, string> => ({
  'systems/desk.yaml': `
apiVersion: junctor.io/v1
kind: System
metadata: { name: desk, title: Desk, owner: desk }
spec:
  connector: servicenow
  address: 'http://127.0.0.1:9'
  settings: { auth: { type: basic, user: junctor, secret: 'env:SERVICENOW_PASSWORD' }, callouts: { secret: 'env:DESK_CALLOUT_TOKEN' } }
`,
  'systems/mirror.yaml': `
apiVersion: junctor.io/v1
kind: System
metadata: { name: mirror, title: Mirror, owner: desk }
spec:
  connector: servicenow
  address: 'env:SERVICENOW_URL'
  settings: { auth: { type: basic, user: junctor, secret: 'env:SERVICENOW_PASSWORD' } }
  limits: { consistencyDelayMs: 0 }
`,
  'flows/copy/flow.yaml': `
apiVersion: junctor.io/v1
kind: Flow
metadata: { name: copy, owner: desk, purpose: One copy of every incident }
spec:
  pattern: configuration-synchronization
  source: { system: desk, model: incident }
  target: { system: mirror, model: incident }
  correlate: [number]
  map:
    - { to: title, from: title, required: true, reason: Which state it is }
    - { to: status, from: status, required: true, reason: Where it is in its life }
`,
});
