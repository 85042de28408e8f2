export type { Message, SlackLine } from './channel.ts';
export type { SimulatorOptions } from './options.ts';
export type { SlackSimulator } from './server.ts';
export { startSlack } from './server.ts';
