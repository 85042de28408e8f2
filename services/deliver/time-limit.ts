export interface TimeLimit {
  readonly signal: AbortSignal;
  /** What was limited has ended. */
  end(): void;
}

/**
 * Aborts after `ms`, or when `outer` does. Unlike `AbortSignal.timeout` its timer goes with the work: there it would stay, and build an
 * error with a stack for every call that ended well long before.
 */
export function timeLimit(ms: number, outer: AbortSignal): TimeLimit {
  const ending = new AbortController();
  const giveUp = (): void => ending.abort(outer.reason);
  const timer = setTimeout(() => ending.abort(new Error(`not done within ${ms} ms`)), ms);
  if (outer.aborted) giveUp();
  else outer.addEventListener('abort', giveUp, { once: true });
  return {
    signal: ending.signal,
    end() {
      clearTimeout(timer);
      outer.removeEventListener('abort', giveUp);
    },
  };
}
