import type { Random } from '#verification/data';
import type { Cluster } from './cluster.ts';
import type { World } from './world.ts';

export interface Post {
  readonly system: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What it tells of. */
  readonly markers: readonly string[];
  /** How long its sender waits. */
  readonly withinMs: number;
}

interface Given {
  readonly world: World;
  readonly cluster: Cluster;
  /** Whether it is on disk now: in the log, or kept for it. */
  onDisk(marker: string): Promise<boolean>;
}

/** What senders do, over a network, to whichever replica answers; and what they were told. */
export function createCalls({ world, cluster, onDisk }: Given) {
  const { clock } = world;
  const sent = new Set<string>();
  const unfounded: string[] = [];

  /** Told 2xx at this moment, so it has to be on disk at this moment. */
  function check(markers: readonly string[]): void {
    clock.outside(() => {
      for (const each of markers) {
        onDisk(each).then(
          (there) => void (there || unfounded.push(`${each} was answered 2xx and is not in the log`)),
          (error: unknown) => unfounded.push(String(error)),
        );
      }
    });
  }

  /** One try; false when it was refused or not answered. */
  function call({ system, headers, body, markers, withinMs }: Post, random: Random): Promise<boolean> {
    const replica = cluster.any();
    return new Promise((resolve) => {
      if (!replica || replica.host.dead) return void clock.after(null, 100, () => resolve(false));
      const reset = (): void => void clock.after(null, 1, () => resolve(false));
      replica.host.onDeath.add(reset);
      const request = clock.after(replica.host, 0.2 + random.next() * 5, () => {
        for (const each of markers) sent.add(each);
        replica.post(system, headers, body).then(
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
      clock.after(null, withinMs, () => {
        request.cancelled = true;
        resolve(false);
      });
    });
  }

  return { call, sent, unfounded };
}
