import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

const logger = new URL('./logger.ts', import.meta.url).href;

/** What a process that logs `entry` writes to standard error; a process, since the logger writes past everything in this one. */
function logged(entry: object): string {
  const script = `import { createLogger } from '${logger}'; createLogger('test', 'info').info(${JSON.stringify(entry)}, 'said');`;
  const command = `exec "$0" --conditions=junctor-source --input-type=module -e "$1" 2>&1 >/dev/null`;
  return execFileSync('sh', ['-c', command, process.execPath, script], { encoding: 'utf8', env: { PATH: process.env.PATH } });
}

it('hides secrets at the depths at which settings and headers lie, and nothing else', () => {
  const text = logged({
    token: 'hunter2',
    headers: { authorization: 'Bearer hunter2' },
    system: { auth: { secret: 'hunter2', user: 'junctor' } },
    connection: { password: 'hunter2', apiKey: 'hunter2' },
  });
  expect(text).not.toContain('hunter2');
  expect(JSON.parse(text)).toMatchObject({
    service: 'test',
    msg: 'said',
    token: '[secret]',
    system: { auth: { secret: '[secret]', user: 'junctor' } },
  });
});
