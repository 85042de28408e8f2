import type { MessageLog } from '#libs/log';
import { partitionFor } from '#libs/log';
import type { Random } from '#verification/data';
import type { AuditRow } from './audit.ts';
import type { Cluster } from './cluster.ts';
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
  readonly posts: number;
}

interface Given {
  readonly world: World;
  readonly cluster: Cluster;
  readonly log: MessageLog;
  readonly stories: readonly Story[];
  readonly rows: readonly AuditRow[];
  readonly forMs: number;
  readonly partitions: ReadonlyMap<string, number>;
  /** Whether the log holds it now. */
  onDisk(marker: string): Promise<boolean>;
}

const headers = { 'content-type': 'application/json', authorization: 'Bearer simulated' };
const answerWithinMs = 20_000;

/** An Alertmanager that sends each group in order and comes again until it is told 2xx, and a service desk that writes its log. */
export function createSenders(given: Given): Senders {
  const { world, cluster, log, stories, rows, forMs, partitions } = given;
  const { clock, streams } = world;
  const accepted = new Set<string>();
  const sent = new Set<string>();
  const unfounded: string[] = [];
  let open = 0;
  let posts = 0;

  /** One try; false when it was refused or not answered. */
  function attempt(body: Buffer, markers: readonly string[], random: Random): Promise<boolean> {
    const replica = cluster.any();
    posts++;
    return new Promise((resolve) => {
      if (!replica || replica.host.dead) return void clock.after(null, 100, () => resolve(false));
      const reset = (): void => void clock.after(null, 1, () => resolve(false));
      replica.host.onDeath.add(reset);
      const request = clock.after(replica.host, 0.2 + random.next() * 5, () => {
        for (const each of markers) sent.add(each);
        replica.post('prometheus', headers, body).then(
          (answer) => {
            if (replica.host.dead) return;
            if (answer.status >= 200 && answer.status < 300) check(markers);
            clock.after(replica.host, 0.2 + random.next() * 5, () => {
              replica.host.onDeath.delete(reset);
              resolve(answer.status >= 200 && answer.status < 300);
            });
          },
          (error: unknown) => {
            unfounded.push(`receive threw: ${String(error)}`);
            resolve(false);
          },
        );
      });
      // What a stopped process has not read is withdrawn with its connection.
      clock.after(null, answerWithinMs, () => {
        request.cancelled = true;
        resolve(false);
      });
    });
  }

  /** Told 2xx at this moment, so it has to be on disk at this moment. */
  function check(markers: readonly string[]): void {
    clock.outside(() => {
      for (const each of markers) {
        given.onDisk(each).then(
          (there) => void (there || unfounded.push(`${each} was answered 2xx and is not in the log`)),
          (error: unknown) => unfounded.push(String(error)),
        );
      }
    });
  }

  const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(null, ms, resolve));

  /** Until it is taken; a pair of Alertmanagers sends some things twice, each on its own. */
  async function untilAccepted(steps: readonly AlertStep[], random: Random): Promise<void> {
    const body = postOf(steps);
    const markers = steps.map(({ record, step }) => marker(record, step));
    const one = async (): Promise<void> => {
      for (let tries = 0; tries < 200; tries++) {
        if (await attempt(body, markers, random)) {
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
      if (step.sendAt > clock.now()) await wait(step.sendAt - clock.now());
      current.set(step.record, step);
      const random = streams.of(`sender ${step.record} ${step.step}`);
      const others = [...current.values()].filter((each) => each !== step && each.status === 'firing' && random.chance(0.3));
      await untilAccepted([...others, step], random);
      if (step.status === 'firing' && random.chance(0.2)) await untilAccepted([step], random);
    }
  }

  async function write(): Promise<void> {
    const producer = await log.producer();
    const count = partitions.get(sourceTopics.audit) ?? 1;
    for (const [index, row] of rows.entries()) {
      const due = (forMs * (index + streams.of('rows').next())) / rows.length;
      if (due > clock.now()) await wait(due - clock.now());
      const key = row.number ?? '';
      const value = Buffer.from(JSON.stringify(row));
      await producer.send([{ topic: sourceTopics.audit, partition: partitionFor(key, count), key, value, headers: {} }]);
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
        run(write());
        for (const story of stories) run(tell(story));
      }),
    get finished() {
      return open === 0;
    },
    accepted,
    sent,
    unfounded,
    get posts() {
      return posts;
    },
  };
}
