export type { SftpOptions } from './server.ts';
export { startSftp } from './server.ts';
