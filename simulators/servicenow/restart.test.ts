/** The instance as a process: what it answered is on disk, whatever ends it, and a new one goes on from there. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { launchSimulator, type RunningSimulator } from '#libs/connector-kit';
import type { LedgerLine } from './ledger.ts';

const folder = mkdtempSync(join(tmpdir(), 'restart-'));
afterAll(() => rmSync(folder, { recursive: true }));

const headers = { authorization: `Basic ${Buffer.from('junctor:junctor').toString('base64')}` };
const read = (log: string) =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LedgerLine);

async function write(simulator: RunningSimulator, correlation: string): Promise<Readonly<Record<string, unknown>>> {
  const body = JSON.stringify({ correlation_id: correlation, assignment_group: 'Ops', short_description: 'x' });
  const url = `${simulator.url}/api/now/table/incident?sysparm_input_display_value=true`;
  return ((await (await fetch(url, { method: 'POST', headers, body })).json()) as { result: Record<string, unknown> }).result;
}

it('kill -9 under load: every answered write is in the journal, and the next process has it', async () => {
  const log = join(folder, 'kill.jsonl');
  const first = await launchSimulator('servicenow', ['--log', log]);
  const answered: string[] = [];
  const load = Array.from({ length: 16 }, async (_, worker) => {
    for (let i = 0; i < 1_000; i += 1) {
      const done = await write(first, `w${worker}-${i}`).catch(() => null);
      if (done === null) return;
      answered.push(String(done.number));
      if (answered.length === 200) void first.stop('SIGKILL');
    }
  });
  await Promise.all(load);
  await first.stop('SIGKILL');
  appendFileSync(log, '{"at":1,"seq":99999,"op":"crea'); // the torn line that a kill may leave
  const second = await launchSimulator('servicenow', ['--log', log]);
  try {
    const state = (await second.control('state?table=incident')) as { incident: { number: string; sys_id: string }[] };
    const numbers = new Set(state.incident.map((row) => row.number));
    expect(answered.length).toBeGreaterThanOrEqual(200);
    expect(answered.filter((number) => !numbers.has(number))).toEqual([]);
    const next = await write(second, 'after');
    expect(numbers.has(String(next.number))).toBe(false);
  } finally {
    await second.stop();
  }
  const lines = read(log);
  expect(lines.map((line) => line.seq)).toEqual(lines.map((_, i) => i + 1));
  expect(lines.filter((line) => line.table === 'sys_user_group')).toHaveLength(1);
}, 60_000);

it('the same seed withholds the same answers; the work of each was done', async () => {
  const withheld: number[][] = [];
  for (const name of ['a', 'b']) {
    const log = join(folder, `${name}.jsonl`);
    const simulator = await launchSimulator('servicenow', ['--log', log, '--withhold', '0.2', '--seed', '7']);
    let unanswered = 0;
    for (let i = 0; i < 60; i += 1) await write(simulator, `k${i}`).catch(() => (unanswered += 1));
    await simulator.stop();
    const creates = read(log).filter((line) => line.table === 'incident');
    withheld.push(creates.flatMap((line, i) => (line.withheld ? [i] : [])));
    expect(creates).toHaveLength(60);
    expect(unanswered).toBe(withheld.at(-1)?.length);
    expect(unanswered).toBeGreaterThan(0);
  }
  expect(withheld[0]).toEqual(withheld[1]);
});

it.each([[['--nonsense', '1']], [['--withhold', 'often']], [['--quota-burst', 'after=1']]])(
  'bad options end it before it is ready: %j',
  async (args) => {
    await expect(launchSimulator('servicenow', args)).rejects.toThrow('before it was ready');
  },
);
