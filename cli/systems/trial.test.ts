import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { launchSimulator, type RunningSimulator, type TrialStep } from '#libs/connector-kit';
import { exitCodes } from '../exit-codes.ts';
import { run } from '../testing.ts';

const SECRET = 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';
let workspace: string;
let simulator: RunningSimulator | null = null;

beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'junctor-trial-'));
  mkdirSync(join(workspace, 'systems'));
});
afterEach(async () => {
  await simulator?.stop();
  simulator = null;
});
afterAll(() => rmSync(workspace, { recursive: true }));

function write(connector: string, settings: object, more: object = { limits: { consistencyDelayMs: 50 } }): void {
  const text = `apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: desk, owner: o }\nspec: ${JSON.stringify({ connector, ...(simulator && { address: 'env:ADDRESS' }), settings, ...more })}\n`;
  writeFileSync(join(workspace, 'systems/desk.yaml'), text);
}

async function tried(
  args: readonly string[] = [],
  secret = SECRET,
): Promise<{ code: number | null; steps: string[]; whole: readonly TrialStep[] }> {
  const env = { ADDRESS: simulator?.url ?? '', SECRET: secret, JUNCTOR_ALLOW_LOOPBACK: 'true' };
  const { code, out } = await run(['systems', 'test', 'desk', '--workspace', workspace, '-o', 'json', ...args], env);
  const { steps = [] } = JSON.parse(out) as { steps?: readonly TrialStep[] };
  expect(out).not.toContain(secret);
  return { code, steps: steps.map(({ step, result }) => `${step} ${result}`), whole: steps };
}

describe('a connection is tried with a marked record', () => {
  it('at ServiceNow, where it is cancelled in the end', async () => {
    simulator = await launchSimulator('servicenow', ['--password', SECRET]);
    write('servicenow', { auth: { type: 'basic', user: 'junctor', secret: 'env:SECRET' } });
    const { code, steps, whole } = await tried();
    expect(steps).toEqual(['sign in ok', 'rights skipped', 'write ok', 'read back ok', 'change ok', 'note ok', 'take back ok']);
    expect(whole.at(-1)?.said).toContain('ended');
    expect(code).toBe(exitCodes.ok);
  });

  it('at Jira, which tells the rights and removes it', async () => {
    simulator = await launchSimulator('jira', ['--token', SECRET]);
    write('jira', { auth: { type: 'basic', user: 'junctor@example.org', secret: 'env:SECRET' }, project: 'OPS' });
    const { code, steps } = await tried();
    expect(steps).toEqual(['sign in ok', 'rights ok', 'write ok', 'read back ok', 'change ok', 'note ok', 'take back ok']);
    expect(code).toBe(exitCodes.ok);
  });

  it('at Slack, whose token may do more than it needs', async () => {
    simulator = await launchSimulator('slack', ['--token', SECRET]);
    write('slack', { token: 'env:SECRET', channel: 'C0JUNCTOR', readers: 'team' });
    const { steps, whole } = await tried();
    expect(steps).toEqual(['sign in ok', 'rights warning', 'write ok', 'read back ok', 'change ok', 'note ok', 'take back ok']);
    expect(whole[1]?.said).toBe('more than is needed: users:read');
  });

  it('in a folder, which is empty again afterwards', async () => {
    const folder = join(workspace, 'out');
    write('json-files', { folder });
    expect((await tried()).steps).toEqual([
      'sign in skipped',
      'rights skipped',
      'write ok',
      'read back skipped',
      'change ok',
      'take back ok',
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('not where it would stay, unless a person says so', async () => {
    simulator = await launchSimulator('webhook', ['--secret', SECRET]);
    write('standard-webhook', { secret: 'env:SECRET' });
    expect((await tried()).steps).toEqual(['sign in skipped', 'rights skipped', 'write skipped']);
    expect((await tried(['--leave'])).steps.slice(2)).toEqual(['write ok', 'read back skipped', 'change ok', 'take back warning']);
  });

  it('and says what is wrong', async () => {
    simulator = await launchSimulator('jira', ['--token', SECRET]);
    write('jira', { auth: { type: 'basic', user: 'junctor@example.org', secret: 'env:SECRET' }, project: 'OPS' });
    const refused = await tried([], 'not-the-password-canary');
    expect([refused.code, refused.steps]).toEqual([exitCodes.failed, ['sign in failed']]);
    expect((await tried(['--model', 'nothing'])).steps.at(-1)).toBe('write failed');
    write('nagios', { auth: { type: 'header', secrets: ['env:SECRET'] } }, { valueMaps: { severity: { CRITICAL: 'critical' } } });
    expect((await tried()).code).toBe(exitCodes.refused);
    write('jira', {});
    expect((await tried()).code).toBe(exitCodes.failed);
  });
});
