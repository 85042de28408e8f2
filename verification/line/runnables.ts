import type { Line } from '#libs/host';
import { createSinkRunner, createStageRunner, type Runnable } from '#libs/stage';
import { createAccept, createLaneWorker, createPublisher, createReviewIntake } from '#services/deliver';
import { type ContextDebts, createContextDebts, enrichRunnables } from '#services/enrich';
import { routeStage } from '#services/route';
import { createTracker } from '#services/state-tracker';
import { transformStage } from '#services/transform';

type Lanes = Parameters<typeof createLaneWorker>[0];

/** What a process brings of its own: where it delivers, how failures are taken there, and its name on what it leases. */
export interface Wiring extends Pick<Lanes, 'destinations' | 'owner' | 'policies'> {
  /** A fresh one when absent. */
  readonly debts?: ContextDebts;
}

/**
 * As the modules of the services wire them, from the raw topic to the outcomes; `wake` is for whoever brings them work besides. A thread of
 * its own for suspect records is real time, so nothing is isolated.
 */
export function runnablesOf(line: Line, wiring: Wiring): { readonly runnables: readonly Runnable[]; wake(): void } {
  const { kernel, store, outbox, logger } = line;
  const { codec, partitions, meters } = kernel;
  const { debts = createContextDebts(store, logger), ...delivery } = wiring;
  const { isolation: _t, ...transform } = transformStage(line);
  const { isolation: _r, ...route } = routeStage(line);
  const publisher = createPublisher({ store, outbox, codec, partitions, logger, meters });
  const lanes = createLaneWorker({ ...delivery, store, logger, meters, onSettled: () => publisher.wake() });
  const wake = (): void => {
    lanes.wake();
    publisher.wake();
  };
  const runnables = [
    createStageRunner(transform, kernel),
    ...enrichRunnables(line, debts),
    createStageRunner(route, kernel),
    publisher,
    lanes,
    createSinkRunner(createAccept(store, wake), kernel),
    createSinkRunner(createReviewIntake(store, codec), kernel),
    createSinkRunner(createTracker(store), kernel),
  ];
  return { runnables, wake };
}
