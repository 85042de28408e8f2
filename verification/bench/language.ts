/** What the flow language costs, in this process alone: checking a workspace, and routing and mapping one message over many flows. */
import { registry } from '#connectors';
import { checkWorkspace, compileWorkspace, parseWorkspace, type Workspace } from '#libs/flow';
import { connectorFacts, settingsProblems } from '#libs/workspace';
import { type Spread, spread } from './statistics.ts';

export interface LanguageFigures {
  /** Parse and check of so many flows, everything read and typed anew each time. */
  readonly check: readonly { readonly flows: number; readonly rules: number; readonly ms: Spread; readonly heapMb: number }[];
  /** Microseconds a message: the one flow of all that takes it found, its rules and its rows applied. */
  readonly decide: readonly { readonly flows: number; readonly rules: number; readonly microseconds: Spread }[];
  /** Microseconds that each further row of the mapping costs. */
  readonly microsecondsPerRow: number;
}

const runs = 5;
const messages = 300;

export function measureLanguage(say: (text: string) => void): LanguageFigures {
  const check = [10, 200, 1_000].map((flows) => {
    const files = workspaceFiles(flows, 20, 10);
    const before = process.memoryUsage().heapUsed;
    const ms = spread(Array.from({ length: runs }, () => timed(() => requireClean(files))));
    const heapMb = Math.max(0, Math.round((process.memoryUsage().heapUsed - before) / 2 ** 20));
    say(`check of ${flows} flows with 20 rules: ${ms.median} ms`);
    return { flows, rules: 20, ms, heapMb };
  });
  const decide = [10, 1_000].map((flows) => {
    const microseconds = decisionCost(workspaceFiles(flows, 20, 10));
    say(`decision over ${flows} flows with 20 rules: ${microseconds.median} us a message`);
    return { flows, rules: 20, microseconds };
  });
  const few = decisionCost(workspaceFiles(1, 1, 10)).median;
  const many = decisionCost(workspaceFiles(1, 1, 110)).median;
  return { check, decide, microsecondsPerRow: Math.round((many - few) * 10) / 1_000 };
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function requireClean(files: Readonly<Record<string, string>>): Workspace {
  const { workspace, problems } = parseWorkspace(files);
  const found = [...problems, ...settingsProblems(registry, workspace), ...checkWorkspace(workspace, connectorFacts(registry, workspace))];
  const [first] = found.filter(({ severity }) => severity === 'error');
  if (first !== undefined) throw new Error(`the workspace of the bench has an error: ${first.file}:${first.line} ${first.message}`);
  return workspace;
}

/** Of all flows of the source, that of the last team takes the message, by its last rule but one. */
function decisionCost(files: Readonly<Record<string, string>>): Spread {
  const workspace = compileWorkspace(requireClean(files), 'bench');
  const record = event(`team-${workspace.flows.length - 1}`);
  const decideAll = (): void => {
    for (let i = 0; i < messages; i++) for (const flow of workspace.matching('monitoring', 'event', record)) flow.contribute(record);
  };
  decideAll();
  return spread(Array.from({ length: runs }, () => (timed(decideAll) * 1_000) / messages));
}

function workspaceFiles(flows: number, rules: number, rows: number): Record<string, string> {
  const system = (name: string, connector: string, spec: string): [string, string] => [
    `systems/${name}.yaml`,
    `apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: ${name}, owner: bench }\nspec:\n  connector: ${connector}\n${spec}`,
  ];
  return Object.fromEntries([
    system(
      'monitoring',
      'alertmanager',
      "  settings: { auth: { type: bearer, secret: 'env:TOKEN' } }\n  valueMaps: { severity: { critical: critical } }\n",
    ),
    system('desk', 'servicenow', "  address: 'https://desk.example'\n  settings: { auth: { type: basic, user: u, secret: 'env:P' } }\n"),
    ...Array.from({ length: flows }, (_, i): [string, string] => [`flows/flow-${i}/flow.yaml`, flowText(i, rules, rows)]),
  ]);
}

function flowText(i: number, rules: number, rows: number): string {
  const extra = Array.from(
    { length: rows },
    (_, n) => `    - { to: extra.f${n}, value: '{{name}} ${n} {{labels.team}}', reason: bench }\n`,
  );
  const routes = Array.from(
    { length: rules - 1 },
    (_, n) => `    - { name: r${n}, when: "event.severity == 'critical' && event.labels.zone == 'zone-${n}'", set: { group: G${n} } }\n`,
  );
  return `apiVersion: junctor.io/v1
kind: Flow
metadata: { name: flow-${i}, owner: bench, purpose: One of many. }
spec:
  pattern: event-to-incident
  source: { system: monitoring, model: event }
  target: { system: desk, model: incident }
  when: event.labels.team == 'team-${i}' && event.severity != 'info'
  correlate: [labels.cluster, name]
  valueMaps:
    level: { critical: high, high: high, medium: medium, low: low }
  map:
    - { to: title, value: '{{name}} on {{labels.cluster}}', required: true, reason: bench }
    - { to: description, from: description, reason: bench }
    - { to: impact, from: severity, valueMap: level, reason: bench }
    - { to: urgency, from: severity, valueMap: level, reason: bench }
    - { to: group, from: route.group, required: true, reason: bench }
${extra.join('')}  route:
${routes.join('')}    - { name: otherwise, set: { group: Service Desk } }
  episode:
    reopenWithin: PT30M
    resolved: { status: resolved, resolutionCode: Solved, resolutionNotes: gone }
`;
}

function event(team: string): Readonly<Record<string, unknown>> {
  const labels = { alertname: 'Bench', cluster: 'c-1', team, zone: 'zone-18', severity: 'critical' };
  return {
    ...{
      meta: { system: 'monitoring', record: 'r-1' },
      name: 'Bench',
      title: 'Bench',
      description: 'A text.',
      status: 'firing',
      severity: 'critical',
    },
    ...{
      category: null,
      service: null,
      resource: null,
      ciKeys: [],
      startedAt: 0,
      endedAt: null,
      labels,
      links: [],
      extra: {},
      context: null,
    },
  };
}
