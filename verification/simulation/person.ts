import type { Random } from '#verification/data';
import type { Review } from './store/review.ts';
import type { Tables } from './store/tables.ts';
import type { World } from './world.ts';

/** What a person writes into a ticket that was refused. */
export const correction = 'corrected by hand';

/** When somebody looks at what is parked, virtual milliseconds; nobody does in every other history. */
export function createLooks(random: Random, forMs: number): number[] {
  if (random.chance(0.5)) return [];
  return Array.from({ length: 2 + random.below(6) }, () => Math.round(random.next() * forMs * 1.2)).sort((a, b) => a - b);
}

interface Given {
  readonly world: World;
  readonly tables: Tables;
  readonly review: Review;
  readonly looks: readonly number[];
}

const mostReplays = 3;

/** Orders that what destinations have refused is sent again, now and then as something else, now and then twice. */
export function createPerson({ world: { clock, streams }, tables, review, looks }: Given) {
  const random = streams.of('person');
  let left = looks.length;

  const isOpen = (id: string): boolean =>
    tables.outcomes.findLast(({ deliveryId }) => deliveryId === id)?.kind === 'parked' &&
    review.orders.filter(({ itemId }) => itemId === id).length < mostReplays &&
    !review.orders.some(({ itemId, state }) => itemId === id && (state === 'queued' || state === 'requeued'));

  /** Only of tickets: what an archive must show is known beforehand. */
  function edited(id: string): string | null {
    const row = tables.inbox.get(id);
    if (row?.targetSystem !== 'servicenow' || row.append || !random.chance(0.5)) return null;
    const want = JSON.parse(row.want) as { readonly fields: Readonly<Record<string, unknown>> };
    return JSON.stringify({ ...want, fields: { ...want.fields, category: correction } });
  }

  function look(): void {
    left--;
    const open = [...tables.reviews.values()].filter(({ id, stage }) => stage === 'deliver' && isOpen(id));
    for (const { id } of open) {
      if (!random.chance(0.7)) continue;
      review.order(id, edited(id));
      if (random.chance(0.2)) review.order(id, null);
    }
  }

  return {
    start(): void {
      for (const at of looks) clock.at(null, at, look);
    },
    /** Nothing more will be ordered, and what was ordered has ended. */
    get done(): boolean {
      return left === 0 && review.orders.every(({ state }) => state !== 'queued' && state !== 'requeued');
    },
  };
}
