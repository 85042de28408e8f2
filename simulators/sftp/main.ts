import { numberOption, readOptions, runSimulator } from '#simulators/kit';
import { startSftp } from './server.ts';

const given = readOptions('an SFTP server over one folder; it says its address and host key in GET /__sim/state', {
  port: { describe: 'port of the panel on 127.0.0.1; 0 = any free one', fallback: '0' },
  sftp: { describe: 'port of the server; 0 = any free one', fallback: '0' },
  folder: { describe: 'folder that is served' },
  log: { describe: 'taken for the sake of those who start all simulators alike; files are their own journal' },
  requests: { describe: 'file that gets a line for every request to the panel (JSONL, fsynced)' },
  user: { describe: 'user that may sign in', fallback: 'junctor' },
  password: { describe: 'its password', fallback: 'junctor' },
  key: { describe: 'public key that it may sign in with too, as OpenSSH writes it' },
});

await runSimulator('sftp', async () => {
  if (given.folder === undefined) throw new RangeError('--folder is needed');
  return startSftp({
    port: numberOption('port', given.port, 0),
    sftpPort: numberOption('sftp', given.sftp, 0),
    folder: given.folder,
    requests: given.requests ?? null,
    user: given.user ?? 'junctor',
    password: given.password ?? 'junctor',
    key: given.key ?? null,
  });
});
