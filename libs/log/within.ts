/** Something was not done in time. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/** Waits for `work`, but no longer than `milliseconds`. @throws LateError naming `what` when the time is over, else what `work` throws. */
export async function within<T>(milliseconds: number, work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError(`${what} took longer than ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
