import type { MessageLog } from '#libs/log';
import { partitionFor } from '#libs/log';
import type { Random } from '#verification/data';
import { createCalls } from './calls.ts';
import type { Cluster } from './cluster.ts';
import { itemOf } from './configuration.ts';
import type { History } from './history.ts';
import { bodyOf, type Notice, textOf } from './notices.ts';
import { sourceTopics } from './process.ts';
import { type AlertStep, marker, postOf, type Story } from './stories.ts';
import type { World } from './world.ts';

export interface Senders {
  start(): void;
  readonly finished: boolean;
  /** Calls that were answered 2xx: what we owe. */
  readonly accepted: ReadonlySet<string>;
  /** Everything that was ever sent, answered or not. */
  readonly sent: ReadonlySet<string>;
  /** 2xx given for what was not on disk. */
  readonly unfounded: readonly string[];
}

interface Given extends Pick<History, 'rows' | 'notices' | 'known'> {
  readonly world: World;
  readonly cluster: Cluster;
  readonly log: MessageLog;
  readonly stories: readonly Story[];
  readonly forMs: number;
  readonly partitions: ReadonlyMap<string, number>;
  /** Whether it is on disk now. */
  onDisk(marker: string): Promise<boolean>;
}

const json = { 'content-type': 'application/json' };
const alertmanager = { system: 'prometheus', headers: { ...json, authorization: 'Bearer simulated' }, withinMs: 20_000 };
const tool = { system: 'notices', headers: json, withinMs: 10_000 };

/**
 * An Alertmanager that sends each group in order and comes again until it is told 2xx, a tool that calls once, a service desk that writes
 * its log, and a configuration database.
 */
export function createSenders(given: Given): Senders {
  const { world, log, stories, rows, notices, known, forMs, partitions } = given;
  const { clock, streams } = world;
  const { call, sent, unfounded } = createCalls(given);
  const accepted = new Set<string>();
  let open = 0;

  const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(null, ms, resolve));
  const until = async (time: number): Promise<void> => {
    if (time > clock.now()) await wait(time - clock.now());
  };

  /** Until it is taken; a pair of Alertmanagers sends some things twice, each on its own. */
  async function untilAccepted(steps: readonly AlertStep[], random: Random): Promise<void> {
    const body = postOf(steps);
    const markers = steps.map(({ record, step }) => marker(record, step));
    const one = async (): Promise<void> => {
      for (let tries = 0; tries < 200; tries++) {
        if (await call({ ...alertmanager, body, markers }, random)) {
          for (const each of markers) accepted.add(each);
          return;
        }
        await wait(500 + random.next() * 4_000);
      }
    };
    await Promise.all(random.chance(0.15) ? [one(), one()] : [one()]);
  }

  async function tell({ steps }: Story): Promise<void> {
    const current = new Map<string, AlertStep>();
    for (const step of steps) {
      await until(step.sendAt);
      current.set(step.record, step);
      const random = streams.of(`sender ${step.record} ${step.step}`);
      const others = [...current.values()].filter((each) => each !== step && each.status === 'firing' && random.chance(0.3));
      await untilAccepted([...others, step], random);
      if (step.status === 'firing' && random.chance(0.2)) await untilAccepted([step], random);
    }
  }

  async function tellOnce(steps: readonly Notice[]): Promise<void> {
    for (const notice of steps) {
      await until(notice.sendAt);
      const text = textOf(notice);
      const post = { ...tool, body: bodyOf(notice, clock.epoch()), markers: [text] };
      if (await call(post, streams.of(`sender ${text}`))) accepted.add(text);
    }
  }

  async function write(topic: string, key: string, value: Buffer): Promise<void> {
    const partition = partitionFor(key, partitions.get(topic) ?? 1);
    await (await log.producer()).send([{ topic, partition, key, value, headers: {} }]);
  }

  async function writeRows(): Promise<void> {
    for (const [index, row] of rows.entries()) {
      await until((forMs * (index + streams.of('rows').next())) / rows.length);
      await write(sourceTopics.audit, row.number ?? '', Buffer.from(JSON.stringify(row)));
    }
  }

  async function writeItems(): Promise<void> {
    for (const item of known.toSorted((a, b) => a.sendAt - b.sendAt)) {
      await until(item.sendAt);
      const { key, value } = itemOf(item);
      await write(sourceTopics.cmdb, key, value);
    }
  }

  function run(work: Promise<void>): void {
    open++;
    work.then(
      () => void open--,
      (error: unknown) => unfounded.push(`a sender failed: ${String(error)}`),
    );
  }

  return {
    start: () =>
      clock.outside(() => {
        run(writeRows());
        run(writeItems());
        for (const story of stories) run(tell(story));
        for (const [, steps] of Map.groupBy(notices, ({ record }) => record)) run(tellOnce(steps));
      }),
    get finished() {
      return open === 0;
    },
    accepted,
    sent,
    unfounded,
  };
}
