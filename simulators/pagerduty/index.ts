export type { Incident, PagerDutyLine } from './incident.ts';
export { DEFAULT_ROUTING_KEY, type SimulatorOptions } from './options.ts';
export type { PagerDutySimulator } from './server.ts';
export { startPagerDuty } from './server.ts';
