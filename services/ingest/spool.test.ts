/** What becomes of a call whose sender does not come again. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import type { Line } from '#libs/host';
import type { Codec, OutRecord } from '#libs/log';
import { createLogger, createMeters } from '#libs/telemetry';
import { createSpoolGate } from './spool-gate.ts';
import { recordOf, spooledText } from './spooled.ts';
import { createTroubles } from './troubles.ts';
import { createReceive } from './webhook.ts';

const logger = createLogger('test', 'silent');
const files = {
  'systems/desk.yaml': `apiVersion: junctor.io/v1
kind: System
metadata: { name: desk, title: desk, owner: sre }
spec:
  connector: servicenow
  settings: { auth: { type: basic, user: u, secret: 'env:SPOOL_TOKEN' }, callouts: { secret: 'env:SPOOL_TOKEN' } }
  intake: { perSecond: 1, burst: 3 }
`,
};
const workspace = compileWorkspace(parseWorkspace(files).workspace, 'r1');
const headers = { authorization: 'Bearer right' };
const call = (count: number): Buffer =>
  Buffer.from(JSON.stringify({ sys_id: 'a'.repeat(32), sys_mod_count: count, sys_updated_on: '2026-03-02 08:00:00', state: '1' }));

beforeEach(() => {
  process.env.SPOOL_TOKEN = 'right';
});
afterEach(() => {
  delete process.env.SPOOL_TOKEN;
});

function around(given: {
  readonly kafka: 'well' | 'silent' | 'known to be away';
  readonly database?: 'well' | 'away';
  readonly open?: boolean;
}) {
  const kept: { readonly records: readonly string[]; readonly holdMs: number }[] = [];
  const sent: OutRecord[] = [];
  const away = (): Promise<never> => Promise.reject(new Error('away'));
  const store = {
    spool: (_source: string, records: readonly string[], holdMs: number) =>
      given.database === 'away' ? away() : Promise.resolve({ openForMs: 5_000 }).finally(() => void kept.push({ records, holdMs })),
    spoolOpen: () =>
      given.database === 'away' ? away() : Promise.resolve(given.open ? [{ source: 'desk', openForMs: 5_000, waiting: 1 }] : []),
  };
  const outbox = {
    waiting: 0,
    healthy: given.kafka !== 'known to be away',
    append(records: readonly OutRecord[], acknowledged: () => void) {
      sent.push(...records);
      if (given.kafka === 'well') acknowledged();
    },
  };
  const codec: Partial<Codec> = { encode: (_topic, value) => Buffer.from(JSON.stringify(value)) };
  const kernel = { codec, partitions: new Map([['junctor.raw.v1', 4]]), meters: createMeters() };
  const env = { JUNCTOR_TRACE_RATIO: 1 };
  const line = { env, logger, workspaces: { current: () => workspace }, outbox, store, kernel } as unknown as Line;
  const troubles = createTroubles();
  return { receive: createReceive(line, troubles), kept, sent, troubles };
}

describe('a call whose sender does not come again', () => {
  it('goes to Kafka while all is well', async () => {
    const { receive, kept, sent } = around({ kafka: 'well' });
    expect(await receive('desk', headers, call(1))).toMatchObject({ status: 202 });
    expect([kept.length, sent.length]).toEqual([0, 1]);
  });

  it('is kept when Kafka is silent, and held until what was sent there can no longer come late', async () => {
    const { receive, kept, sent } = around({ kafka: 'silent' });
    expect(await receive('desk', headers, call(1))).toMatchObject({ status: 202 });
    expect(kept).toEqual([{ records: sent.map(spooledText), holdMs: 17_000 }]);
  });

  it.each([
    ['Kafka is known to be away', { kafka: 'known to be away' as const }],
    ['another replica has opened the spool', { kafka: 'well' as const, open: true }],
  ])('is kept at once when %s', async (_, given) => {
    const { receive, kept, sent } = around(given);
    expect(await receive('desk', headers, call(1))).toMatchObject({ status: 202 });
    expect([kept.map(({ holdMs }) => holdMs), sent]).toEqual([[0], []]);
  });

  it('is kept, not refused, when its source sends more than it may; what follows stays behind it', async () => {
    const { receive, kept, sent } = around({ kafka: 'well' });
    for (let count = 1; count <= 5; count++) expect(await receive('desk', headers, call(count))).toMatchObject({ status: 202 });
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every(({ holdMs }) => holdMs === 0)).toBe(true);
    expect(sent.length + kept.length).toBe(5);
  });

  it('goes to Kafka when the gates cannot be read: better out of order than lost', async () => {
    const { receive, sent } = around({ kafka: 'well', database: 'away' });
    expect(await receive('desk', headers, call(1))).toMatchObject({ status: 202 });
    expect(sent).toHaveLength(1);
  });

  it('is refused only when neither takes it, and its source is asked later', async () => {
    const { receive, troubles } = around({ kafka: 'known to be away', database: 'away' });
    expect(await receive('desk', headers, call(1))).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect([...troubles.take().keys()]).toEqual(['desk']);
    expect([...troubles.take().keys()]).toEqual([]);
  });
});

describe('a gate', () => {
  const gate = (reads: readonly (readonly string[] | 'away')[]) => {
    let now = 0;
    let read = 0;
    const spoolOpen = async () => {
      const open = reads[Math.min(read++, reads.length - 1)] ?? [];
      if (open === 'away') throw new Error('away');
      return open.map((source) => ({ source, openForMs: 0, waiting: 0 }));
    };
    const store = { spoolOpen, spool: async () => ({ openForMs: 1_000 }), drainSpool: async () => null, spoolDone: async () => undefined };
    const made = createSpoolGate(store, logger, () => now);
    const later = (ms: number): void => {
      now += ms;
    };
    return { made, later, reads: () => read };
  };

  it('is believed for a second and no longer', async () => {
    const { made, later, reads } = gate([[], ['desk']]);
    expect(await made.isOpen('desk')).toBe(false);
    later(1_000);
    expect(await made.isOpen('desk')).toBe(false);
    later(1);
    expect([await made.isOpen('desk'), await made.isOpen('other')]).toEqual([true, false]);
    expect(reads()).toBe(2);
  });

  it('stays as it was while it cannot be read', async () => {
    const { made, later } = gate([['desk'], 'away']);
    expect(await made.isOpen('desk')).toBe(true);
    later(5_000);
    expect(await made.isOpen('desk')).toBe(true);
  });

  it('is open for whoever opened it, before anything is read', async () => {
    const { made } = gate([[]]);
    await made.isOpen('desk');
    expect(await made.keep('desk', ['r'], 0)).toBe(true);
    expect(await made.isOpen('desk')).toBe(true);
  });
});

it('a spooled record is the same to the last byte', () => {
  const record = { topic: 't', partition: 3, key: 'k', value: Buffer.from([0, 1, 255]), headers: { ce_id: 'ä' } };
  expect(recordOf(spooledText(record))).toEqual(record);
  expect(recordOf(spooledText({ ...record, value: null, key: null }))).toEqual({ ...record, value: null, key: null });
});
