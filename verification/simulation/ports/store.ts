import { FailureError } from '#libs/failures';
import type { DeliveryStore, SpoolStore, Store } from '#libs/state';
import type { Host } from '../host.ts';
import type { World } from '../world.ts';

type Method = (...given: readonly unknown[]) => Promise<unknown>;

const length = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** How many records a call carries: the lists it is given, except what it asks for. */
function carried(method: string, given: readonly unknown[]): number {
  if (method === 'settleAndClaim') return length(given[1]);
  if (method === 'redeliver') return 1;
  if (method === 'unpublished' || method === 'list') return 0;
  return given.reduce<number>((sum, each) => sum + length(each), 0);
}

function answered(method: string, result: unknown): number {
  if (method === 'settleAndClaim') return (result as Awaited<ReturnType<DeliveryStore['settleAndClaim']>>).claimed.length;
  if (method === 'drainSpool') return length((result as Awaited<ReturnType<SpoolStore['drainSpool']>>)?.rows);
  return method === 'unpublished' || method === 'dueContext' ? length(result) : 0;
}

const lost = (): FailureError =>
  new FailureError({
    class: 'transient',
    scope: 'system',
    evidence: { message: 'the connection to the database was lost', code: '08006' },
  });

/** The store as one host sees it: over a network, with a database that may be away. */
export function storeFor(host: Host, store: Store, world: World): Store {
  const methods = store as unknown as Record<string, Method>;
  const wrapped = Object.fromEntries(
    Object.keys(methods).map((name) => [
      name,
      (...given: readonly unknown[]) =>
        world.call({
          host,
          site: `store.${name}`,
          records: carried(name, given),
          answered: (result) => answered(name, result),
          execute: async () => methods[name]?.(...given),
          fault: lost,
          needs: 'store',
        }),
    ]),
  );
  return wrapped as unknown as Store;
}
