import type { SystemSpec } from '#libs/flow';

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What a webhook may send when its system does not say: far above a healthy source, far below what the line takes from all. */
const webhookDefault = 1_000;
const burstSeconds = 10;

export function webhookRate({ intake }: Pick<SystemSpec, 'intake'>): Rate {
  const perSecond = intake?.perSecond ?? webhookDefault;
  return { perSecond, burst: intake?.burst ?? perSecond * burstSeconds };
}

/** Null where the system says nothing: a topic is read as fast as the line takes it. */
export function topicRate({ intake }: Pick<SystemSpec, 'intake'>): Rate | null {
  const perSecond = intake?.perSecond;
  return perSecond === undefined ? null : { perSecond, burst: intake?.burst ?? perSecond * burstSeconds };
}

export interface Admission {
  /** Whether this source may send more now. Costs nothing: what a call holds is known only once it is read. */
  open(source: string, rate: Rate): boolean;
  /** Counts what came. A call is never cut: one that holds more than is left puts its source into debt. */
  charge(source: string, rate: Rate, records: number): void;
  /** Milliseconds until `open` is true; 0 when it is. */
  waitMs(source: string, rate: Rate): number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** A token bucket per source, of this process alone. `now` in milliseconds, monotone. */
export function createAdmission(now: () => number = () => performance.now()): Admission {
  const buckets = new Map<string, Bucket>();

  function filled(source: string, { perSecond, burst }: Rate): Bucket {
    const at = now();
    const bucket = buckets.get(source) ?? { tokens: burst, at };
    buckets.set(source, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1_000) * perSecond);
    bucket.at = at;
    return bucket;
  }

  return {
    open: (source, rate) => filled(source, rate).tokens > 0,
    charge(source, rate, records) {
      filled(source, rate).tokens -= records;
    },
    waitMs(source, rate) {
      const { tokens } = filled(source, rate);
      return tokens > 0 ? 0 : Math.ceil(((1 - tokens) / rate.perSecond) * 1_000);
    },
  };
}
