export type { MailOptions } from './options.ts';
export type { MailLine } from './server.ts';
export { startMail } from './server.ts';
