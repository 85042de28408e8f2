import type { Random } from '#verification/data';

/** An item of the configuration database, told at some moment: alerts of its cause before that go on without it. */
export interface Known {
  readonly cause: number;
  /** Virtual milliseconds. */
  readonly sendAt: number;
}

const causes = 5;

/** Some are known from the beginning, most come late, some never. */
export function createConfiguration(random: Random, forMs: number): Known[] {
  return Array.from({ length: causes }, (_, cause) => ({
    cause,
    sendAt: Math.floor(Math.max(0, random.next() * 1.2 - 0.2) * forMs),
  })).filter(() => random.chance(0.8));
}

/** The namespace that the alerts of a cause come from, which is how they and their item find each other. */
export const namespaceOf = (cause: string): string => `shop-${cause.toLowerCase()}`;

export const itemName = (cause: string): string => `item of ${cause}`;

/** What alerts of its cause ask for it by. */
export const itemKey = ({ cause }: Known): string => `service/c1/${namespaceOf(`Cause${cause}`)}`;

/** The record of the feed. */
export function itemOf(item: Known): { readonly key: string; readonly value: Buffer } {
  const { cause } = item;
  const name = `Cause${cause}`;
  const key = `ci-${cause}`;
  const record = {
    id: key,
    name: itemName(name),
    class: 'service',
    keys: [itemKey(item)],
    supportGroup: `Team ${cause}`,
  };
  return { key, value: Buffer.from(JSON.stringify(record)) };
}
