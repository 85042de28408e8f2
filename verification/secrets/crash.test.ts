/** A process that ends on an error which nobody caught tells of it, and of no secret. */
import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

const canary = 'canary-crash-91c7de';
const here = (path: string): string => new URL(`../../${path}`, import.meta.url).href;

/** What a process that runs `script` writes to standard error, and how it ends. */
function ended(script: string, env: NodeJS.ProcessEnv = {}): { readonly text: string; readonly code: number | null } {
  const { stderr, status } = spawnSync(process.execPath, ['--conditions=junctor-source', '--input-type=module', '-e', script], {
    ...{ encoding: 'utf8', timeout: 120_000, env: { PATH: process.env.PATH, CANARY: canary, ...env } },
  });
  return { text: stderr, code: status };
}

const errors = `
  const request = { headers: { authorization: 'Bearer ' + process.env.CANARY, 'x-api-key': process.env.CANARY } };
  const config = { url: 'https://junctor:' + process.env.CANARY + '@desk/', auth: { username: 'junctor', password: process.env.CANARY } };
  const rich = () => Object.assign(new Error('asked ' + config.url + ' with Bearer ' + process.env.CANARY), { request, config });
`;
const guarded = `
  import { endOnCrash } from '${here('libs/host/crash.ts')}';
  import { createLogger } from '${here('libs/telemetry/index.ts')}';
  import { concealed } from '${here('libs/failures/index.ts')}';
  import { resolveSecret } from '${here('libs/connector-kit/secrets.ts')}';
  endOnCrash(createLogger('crash', 'info', { conceal: concealed }));
  const known = resolveSecret('env:CANARY');
  ${errors}
`;

it.each([
  ['an error with headers and settings', 'setTimeout(() => { throw rich(); })'],
  ['a promise that nobody waits for', 'Promise.reject(rich())'],
  ['an error that was caused by one', `setTimeout(() => { throw new Error('outer', { cause: rich() }); })`],
  ['several at once', `setTimeout(() => { throw new AggregateError([rich(), rich()], 'all failed'); })`],
  ['no error at all', 'setTimeout(() => { throw { note: known, ...request }; })'],
  ['a text', `setTimeout(() => { throw 'refused: ' + known; })`],
  ['a secret in bare words', `setTimeout(() => { throw new Error('the token ' + known + ' is none'); })`],
  ['an end of start-up', 'throw rich();'],
])('%s', (_name, script) => {
  const { text, code } = ended(`${guarded}\n${script}`);
  expect(code).toBe(1);
  expect(JSON.parse(text)).toMatchObject({ level: 60, service: 'crash', msg: 'stopping: nobody expected this error' });
  expect(text).not.toContain(canary);
  expect(text).not.toContain(Buffer.from(canary).toString('base64'));
});

it('an environment that does not fit', () => {
  const env = { KAFKA_BROKERS: `a:${canary}@b:1`, SCHEMA_REGISTRY_URL: `http://a:${canary}@r`, DATABASE_URL: `postgres://a:${canary}/x@d` };
  const script = `${guarded}
    const { readEnv } = await import('${here('libs/config/index.ts')}');
    const { environmentSchema } = await import('${here('libs/host/environment.ts')}');
    readEnv(environmentSchema);`;
  const { text, code } = ended(script, env);
  expect(code).toBe(1);
  for (const name of Object.keys(env)) expect(text).toContain(`${name}: got a hidden value`);
  expect(text).not.toContain(canary);
});

it('the command line', () => {
  const script = `${errors}
    process.argv = [process.argv[0], 'junctor', 'connectors'];
    process.stdout.write = () => { throw rich(); };
    await import('${here('cli/main.ts')}');`;
  const { text, code } = ended(script);
  expect(code).toBe(70);
  expect(text).toContain('junctor: Error: asked');
  expect(text).not.toContain('x-api-key');
});

it('without it Node shows all that the error holds', () => {
  expect(ended(`${errors} setTimeout(() => { throw rich(); })`).text).toContain(canary);
});
