import { describe, expect, it } from '@jest/globals';
import type { Codec, OutRecord } from '#libs/log';
import type { Outbox } from '#libs/stage';
import type { DeliveryStore, PendingOutcome } from '#libs/state';
import { createLogger, createMeters } from '#libs/telemetry';
import { createPublisher } from './publish.ts';

const row = (seq: string): PendingOutcome => ({
  seq,
  deliveryId: `d${seq}`,
  messageId: `m${seq}`,
  kind: 'delivered',
  reason: null,
  flow: 'f',
  system: 's',
  record: 'r',
  version: 1,
  targetSystem: 't',
  targetKey: 'k',
  link: { remoteId: 'x', number: 'INC1', url: null, writtenDigest: 'd' },
  attempts: 1,
  possibleDuplicate: false,
  occurredAt: 1,
  finishedAt: 2,
  traceparent: null,
  trail: '[["junctor.raw.v1",0,1,2]]',
});

/** A table of outcomes, and an outbox that acknowledges when it is told to. */
function scene(rows: PendingOutcome[]) {
  const sent: OutRecord[] = [];
  const waiting: (() => void)[] = [];
  let refusals = 0;
  const refuse = (times: number): void => {
    refusals = times;
  };
  const store = {
    unpublished: async () => [...rows],
    async published(seqs: readonly string[]) {
      if (refusals-- > 0) throw new Error('the connection was lost');
      for (const seq of seqs)
        rows.splice(
          rows.findIndex((each) => each.seq === seq),
          1,
        );
    },
  } as Partial<DeliveryStore> as DeliveryStore;
  const outbox = {
    append(records: readonly OutRecord[], acknowledged: () => void) {
      sent.push(...records);
      waiting.push(acknowledged);
    },
  } as Partial<Outbox> as Outbox;
  const codec = { encode: (_topic: string, value: unknown) => Buffer.from(JSON.stringify(value)) } as Partial<Codec> as Codec;
  const publisher = createPublisher({
    store,
    outbox,
    codec,
    partitions: new Map([['junctor.outcome.v1', 1]]),
    logger: createLogger('test', 'silent'),
    meters: createMeters(),
  });
  return { publisher, sent, acknowledge: () => waiting.shift()?.(), refuse };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the publisher', () => {
  it('lets a row go only once the log has it', async () => {
    const rows = [row('1'), row('2')];
    const { publisher, sent, acknowledge } = scene(rows);
    await publisher.start();
    await until('both are sent', () => sent.length === 2);
    expect(rows).toHaveLength(2);
    acknowledge();
    await until('both are gone', () => rows.length === 0);
    await publisher.stop();
    const value = JSON.parse(String(sent[0]?.value));
    expect(value).toMatchObject({ messageId: 'm1', remoteNumber: 'INC1', trail: [{ topic: 'junctor.raw.v1', offset: 1 }] });
    expect(sent[0]?.key).toBe('m1');
  });

  it('sends again, under the same ids, what could not be marked', async () => {
    const rows = [row('1')];
    const { publisher, sent, acknowledge, refuse } = scene(rows);
    refuse(1);
    await publisher.start();
    await until('it is sent', () => sent.length === 1);
    acknowledge();
    await until('it says so', () => publisher.notReady() !== null);
    publisher.wake();
    await until('it is sent again', () => sent.length === 2);
    acknowledge();
    await until('it is gone', () => rows.length === 0);
    await publisher.stop();
    expect(sent[1]?.headers.ce_id).toBe(sent[0]?.headers.ce_id);
  });

  it('stops while the broker is silent, and leaves the row to the next start', async () => {
    const rows = [row('1')];
    const { publisher, sent } = scene(rows);
    await publisher.start();
    await until('it is sent', () => sent.length === 1);
    await publisher.stop();
    expect(rows).toHaveLength(1);
  });
});
