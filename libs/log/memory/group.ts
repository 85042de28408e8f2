import type { TopicPartition } from '../port.ts';

/** One consumer as its group sees it. */
export interface Member {
  readonly topics: readonly string[];
  /** Gives up what it has; the group waits for it. */
  revoke(): Promise<void>;
  /** Takes over `partitions` in generation `generation`; the group does not wait for it. */
  assign(generation: number, partitions: readonly TopicPartition[]): void;
}

/**
 * A consumer group: every change of its members takes all partitions back, then deals them out anew, round robin, as Kafka's eager
 * protocol does. Changes come one after the other.
 */
export function createGroup(partitionsOf: (topic: string) => number) {
  const members: Member[] = [];
  let generation = 0;
  let inTurn: Promise<void> = Promise.resolve();

  function rebalance(change: () => void): Promise<void> {
    inTurn = inTurn.then(async () => {
      await Promise.allSettled(members.map((member) => member.revoke()));
      change();
      generation += 1;
      deal();
    });
    return inTurn;
  }

  function deal(): void {
    const dealt = new Map<Member, TopicPartition[]>(members.map((member) => [member, []]));
    for (const topic of new Set(members.flatMap((member) => member.topics))) {
      const takers = members.filter((member) => member.topics.includes(topic));
      for (let partition = 0; partition < partitionsOf(topic); partition += 1) {
        const taker = takers[partition % takers.length];
        if (taker) dealt.get(taker)?.push({ topic, partition });
      }
    }
    for (const [member, partitions] of dealt) member.assign(generation, partitions);
  }

  return {
    generation: (): number => generation,
    join: (member: Member): Promise<void> => rebalance(() => void members.push(member)),
    leave: (member: Member): Promise<void> => rebalance(() => void members.splice(members.indexOf(member), 1)),
  };
}

export type Group = ReturnType<typeof createGroup>;
