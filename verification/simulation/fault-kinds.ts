/** What can happen to one call at a port. */
export const callFaults = ['crash-before', 'crash-sent', 'crash-answered', 'stall', 'lost', 'landed', 'slow'] as const;
/** What can happen besides to a call that is still executed after its caller was told that it failed. */
export const lateFaults = ['late'] as const;
/** What a destination may do instead of doing what it is asked and saying so. */
export const targetFaults = [
  'withheld',
  'late-execution',
  'gateway',
  'rate-limit',
  'refused',
  'target-down',
  'auth-expired',
  'invalid',
] as const;
/** What can befall the caller of a destination, whatever that does. */
export const callerFaults = ['crash-before', 'crash-sent', 'crash-answered', 'stall', 'slow'] as const;
/** From this call on its process does not reach the database for a while. */
export const cutFaults = ['cut-off'] as const;
/** What happens to the whole system, or to a process of it, at some moment. */
export const wideFaults = ['broker-down', 'store-down', 'rebalance', 'redeploy', 'clock-jump'] as const;

export type CallFault = (typeof callFaults)[number] | (typeof lateFaults)[number];
export type TargetFault = (typeof targetFaults)[number];
export type WideFault = (typeof wideFaults)[number];
export type FaultKind = CallFault | TargetFault | WideFault | (typeof cutFaults)[number];

/** One thing that goes wrong, as a history has it. */
export interface Planned {
  /** Virtual milliseconds from which on it waits for a call at its site. */
  readonly at: number;
  readonly kind: FaultKind;
  readonly site: string;
  /** How many calls it befalls, one after the other. */
  readonly times: number;
  /** How long it lasts, where it lasts; milliseconds. */
  readonly forMs: number;
}

const deadly: ReadonlySet<FaultKind> = new Set(['crash-before', 'crash-sent', 'crash-answered', 'stall', 'redeploy']);

/** A crash, a stop and a redeployment end a process's hold on its records. */
export const isDeadly = (kind: FaultKind): boolean => deadly.has(kind);

const produced = ['raw', 'canonical.event', 'canonical.incident', 'enriched.event', 'enriched.incident', 'delivery', 'outcome'] as const;
export const produceSites = produced.map((name) => `produce junctor.${name}.v1`);
const intakeMethods = ['spool', 'drainSpool', 'spoolDone', 'oweContext', 'dueContext', 'contextPaid'] as const;
const reviewMethods = ['redeliver', 'finishItems'] as const;
const storeMethods = [
  'accept',
  'settleAndClaim',
  'published',
  'record',
  'context',
  'unpublished',
  'renew',
  ...intakeMethods,
  ...reviewMethods,
];
const storeSites = storeMethods.map((name) => `store.${name}`);
const desk = {
  ...{ create: 'target.servicenow.create', update: 'target.servicenow.update', find: 'target.servicenow.find' },
  ...{ note: 'target.servicenow.note', findNote: 'target.servicenow.find-note' },
} as const;
export const sites = {
  ...{ everything: 'everything', commit: 'commit', desk, webhook: 'target.archive-webhook.post', files: 'target.archive-files.write' },
} as const;

/** Which faults fit which site. */
export const kindsAt: ReadonlyMap<string, readonly FaultKind[]> = new Map<string, readonly FaultKind[]>([
  ...[...produceSites, sites.commit].map((site) => [site, [...callFaults, ...lateFaults]] as const),
  ...storeSites.map((site) => [site, callFaults] as const),
  ...[desk.create, desk.update, desk.note].map((site) => [site, [...callerFaults, ...cutFaults, ...targetFaults]] as const),
  ...[desk.find, desk.findNote].map(
    (site) => [site, [...callerFaults, ...cutFaults, 'withheld', 'rate-limit', 'refused', 'target-down', 'auth-expired']] as const,
  ),
  [sites.webhook, [...callerFaults, ...cutFaults, 'withheld', 'rate-limit', 'refused', 'target-down', 'auth-expired', 'invalid']],
  [sites.files, [...callerFaults, ...cutFaults, 'refused', 'target-down', 'invalid']],
  [sites.everything, wideFaults],
]);
