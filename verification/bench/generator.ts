/** Program: offers alerts at a rate, to the source's Kafka topic or to ingest's webhook, and prints what became of them. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { createLog, type OutRecord, partitionFor } from '#libs/log';
import { newTraceparent } from '#libs/telemetry';
import { benchAlert } from './alerts.ts';
import { percentiles } from './statistics.ts';
import { benchTopics } from './workspace.ts';

const { values } = parseArgs({
  options: {
    run: { type: 'string', default: 'r' },
    count: { type: 'string', default: '20000' },
    /** Records a second; max = as fast as they are taken. */
    rate: { type: 'string', default: 'max' },
    brokers: { type: 'string' },
    url: { type: 'string' },
    traces: { type: 'string', default: '0' },
  },
});

const count = Number(values.count);
const rate = values.rate === 'max' ? Number.POSITIVE_INFINITY : Number(values.rate);
const now = (): number => performance.timeOrigin + performance.now();

/** Calls `offer` with the indexes that are due, in order, until all are offered. `offer` is waited for. */
async function pace(offer: (from: number, to: number) => Promise<void>, most: number): Promise<void> {
  const began = performance.now();
  for (let offered = 0; offered < count; ) {
    const soFar = rate === Number.POSITIVE_INFINITY ? count : Math.floor(((performance.now() - began) / 1000) * rate) + 1;
    const due = Math.min(count, soFar, offered + most);
    if (due <= offered) {
      await pause(1);
      continue;
    }
    await offer(offered, due);
    offered = due;
  }
}

async function toTopic(brokers: string): Promise<object> {
  const log = createLog('platformatic', { brokers: brokers.split(','), clientId: 'bench-generator' });
  const admin = await log.admin();
  const partitions = (await admin.partitions([benchTopics.alerts])).get(benchTopics.alerts) ?? 1;
  await admin.close();
  const producer = await log.producer();
  const ratio = Number(values.traces);
  const began = now();
  await pace(async (from, to) => {
    const records: OutRecord[] = [];
    for (let index = from; index < to; index++) {
      const { key, body } = benchAlert(values.run, index, now());
      const headers = { 'content-type': 'application/json', ...(ratio > 0 && { traceparent: newTraceparent(ratio) }) };
      records.push({ topic: benchTopics.alerts, partition: partitionFor(key, partitions), key, value: body, headers });
    }
    await producer.send(records);
  }, 1_000);
  const ended = now();
  await producer.close();
  return { accepted: count, began, ended, refused: 0 };
}

/** Open loop: a slow answer never slows the sending down, so that no wait is left out of the figures. */
async function toWebhook(url: string): Promise<object> {
  const pool = new Pool(url, { connections: 64, pipelining: 1 });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${process.env.BENCH_WEBHOOK_TOKEN ?? ''}` };
  const acks: number[] = [];
  let refused = 0;
  const under: Promise<void>[] = [];
  const post = async (index: number): Promise<void> => {
    const sentAt = now();
    const { body } = benchAlert(values.run, index, sentAt);
    const reply = await pool.request({ method: 'POST', path: '/in/alerts', headers, body });
    await reply.body.dump();
    acks.push(now() - sentAt);
    if (reply.statusCode !== 200) refused++;
  };
  const began = now();
  await pace(async (from, to) => {
    for (let index = from; index < to; index++) under.push(post(index));
  }, 64);
  await Promise.all(under);
  const ended = now();
  await pool.close();
  return { accepted: count - refused, refused, began, ended, ackMs: percentiles(acks) };
}

if (!values.brokers === !values.url) throw new Error('exactly one of --brokers and --url is needed');
const summary = values.url ? await toWebhook(values.url) : await toTopic(values.brokers ?? '');
process.stdout.write(`${JSON.stringify(summary)}\n`);
