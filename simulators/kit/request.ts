/**
 * The request at hand, for code that is far from the server: the panel looks at what is asked for and notes what it did to it, the
 * vendor's code asks whether its answer will get through.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface RequestAtHand {
  /** Epoch milliseconds of its arrival. */
  readonly at: number;
  /** Path, query and body: what a fault may be aimed at. */
  readonly text: () => string;
  /** True when its answer will not reach its caller whole. */
  answerLost: boolean;
  /** Names of the faults that hit it, in order. */
  readonly faults: string[];
}

const atHand = new AsyncLocalStorage<RequestAtHand>();

export const withRequest = <T>(request: RequestAtHand, work: () => Promise<T>): Promise<T> => atHand.run(request, work);

/** True inside a request whose answer will not reach its caller whole. */
export const answerIsLost = (): boolean => atHand.getStore()?.answerLost === true;

/** When the request at hand arrived; now, outside of one. */
export const arrivedAt = (): number => atHand.getStore()?.at ?? Date.now();

/** Notes that a fault hit the request at hand; nothing outside of one. */
export function noteFault(name: string): void {
  atHand.getStore()?.faults.push(name);
}

/** True when the request at hand holds the text in its path, query or body. */
export const requestHolds = (text: string): boolean => atHand.getStore()?.text().includes(text) === true;
