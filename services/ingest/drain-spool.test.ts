import { expect, it } from '@jest/globals';
import type { Line } from '#libs/host';
import type { OutRecord } from '#libs/log';
import type { SpooledRow } from '#libs/state';
import { createLogger } from '#libs/telemetry';
import { createSpoolDrain } from './drain-spool.ts';
import { spooledText } from './spooled.ts';

const row = (seq: number, key: string): SpooledRow => ({
  seq: String(seq),
  record: spooledText({ topic: 't', partition: 0, key, value: Buffer.from(`${key} ${seq}`), headers: {} }),
});

/** A spool whose rows count as drained only once `spoolDone` has worked, and a broker that takes everything. */
async function drained(rows: readonly SpooledRow[], failures: number): Promise<string[]> {
  const log: string[] = [];
  let left = [...rows];
  let failing = failures;
  const store = {
    drainSpool: async () => (left.length > 0 ? { source: 's', rows: left } : null),
    async spoolDone(seqs: readonly string[]) {
      if (failing-- > 0) throw new Error('the database does not answer');
      left = left.filter(({ seq }) => !seqs.includes(seq));
    },
  };
  const outbox = {
    append(records: readonly OutRecord[], acknowledged: () => void) {
      log.push(...records.map(({ value }) => String(value)));
      acknowledged();
    },
  };
  const workspaces = { current: () => null };
  const drain = createSpoolDrain({ store, outbox, workspaces, logger: createLogger('test', 'silent') } as unknown as Line, 'me');
  await drain.start();
  for (let waits = 0; left.length > 0 && waits < 1_000; waits++) await new Promise((resolve) => setTimeout(resolve, 5));
  await drain.stop();
  return log;
}

const rows = [row(1, 'a'), row(2, 'b'), row(3, 'a'), row(4, 'a'), row(5, 'b')];

it('brings every record to the log, those of one key in order', async () => {
  expect(await drained(rows, 0)).toEqual(['a 1', 'b 2', 'a 3', 'b 5', 'a 4']);
});

it('what goes to the log again never comes behind what followed it', async () => {
  const log = await drained(rows, 1);
  expect(log.filter((each) => each.startsWith('a'))).toEqual(['a 1', 'a 1', 'a 3', 'a 4']);
  expect(log.filter((each) => each.startsWith('b'))).toEqual(['b 2', 'b 2', 'b 5']);
});
