export type { MailLine, MailOptions } from './server.ts';
export { startMail } from './server.ts';
