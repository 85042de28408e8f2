import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

const logger = new URL('./logger.ts', import.meta.url).href;

/** What a process that runs `script` with a logger writes to standard error; a process, since the logger writes past everything in this one. */
function written(script: string): string {
  const whole = `import { createLogger } from '${logger}'; const logger = createLogger('test', 'info'); ${script}`;
  const command = `exec "$0" --conditions=junctor-source --input-type=module -e "$1" 2>&1 >/dev/null`;
  return execFileSync('sh', ['-c', command, process.execPath, whole], { encoding: 'utf8', env: { PATH: process.env.PATH } });
}
const logged = (entry: object): string => written(`logger.info(${JSON.stringify(entry)}, 'said')`);

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

it('hides them in errors with causes, in lists and round circles, and still says the rest', () => {
  const text = written(`
    const cause = Object.assign(new Error('why'), { config: { headers: { Cookie: 'hunter2' } } });
    const error = Object.assign(new TypeError('broke'), { failure: { evidence: [{ routing_key: 'hunter2', code: '401' }] } });
    error.cause = cause;
    const ring = { access_token: 'hunter2', name: 'ring' };
    ring.self = ring;
    let deep = { password: 'hunter2' };
    for (let i = 0; i < 5_000; i += 1) deep = { deep };
    logger.error({ clientSecret: 'hunter2', system: 'desk', err: error, ring, deep }, 'failed');
    logger.error(Object.assign(new Error('alone'), { token: 'hunter2' }));
  `);
  expect(text).not.toContain('hunter2');
  const [first, second] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, Record<string, unknown>>);
  expect(first).toMatchObject({
    msg: 'failed',
    system: 'desk',
    clientSecret: '[secret]',
    err: { type: 'TypeError', failure: { evidence: [{ routing_key: '[secret]', code: '401' }] }, stack: expect.stringContaining('why') },
    ring: { name: 'ring', self: '[circular]' },
  });
  expect(second).toMatchObject({ msg: 'alone', err: { type: 'Error', token: '[secret]' } });
});

it('hides what signs somebody in where a text quotes it, and what it is told to conceal', () => {
  const text = written(`
    logger.warn({ reason: 'asked https://junctor:hunter2@desk/path with Bearer hunter2-hunter2 and Basic aHVudGVyMg==' }, 'see https://a:hunter2@b');
    logger.error(new Error('postgres://junctor:hunter2@db/x is away'));
    createLogger('told', 'info', { conceal: (line) => line.replaceAll('hunter', '[secret]') }).info({ note: 'hunter' }, 'hunter');
    logger.info({ link: 'https://desk:8443/users/@me' }, 'Basic words stay');
  `);
  expect(text).not.toContain('hunter');
  expect(text).not.toContain('aHVudGVy');
  expect(text).toContain('https://junctor:[secret]@desk/path with Bearer [secret] and Basic [secret]');
  expect(text).toContain('"link":"https://desk:8443/users/@me","msg":"Basic words stay"');
});
