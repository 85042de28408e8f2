import { resolveAddress } from './address.ts';
import type { ConnectContext } from './contract.ts';
import { resolveSecret } from './secrets.ts';
import { createWay, type WaySpec } from './way.ts';

/** Where a system is and how it is called, as its file has it. */
export interface Reached extends WaySpec {
  readonly limits?:
    | {
        readonly callTimeoutMs?: number | undefined;
        readonly concurrency?: number | undefined;
        readonly consistencyDelayMs?: number | undefined;
      }
    | undefined;
}

/** What whoever connects gives; secrets are found where this process has them when `secret` is absent. */
export type ConnectHost = Pick<ConnectContext, 'allowLoopback' | 'privateNetworks' | 'topics'> & Partial<Pick<ConnectContext, 'secret'>>;

const CALL_TIMEOUT_MS = 15_000;

/** What a connector gets to reach one system. Throws FailureError where the address can't be read or the proxy is none. */
export function contextOf(system: string, spec: Reached, { secret = resolveSecret, ...host }: ConnectHost): ConnectContext {
  const address = resolveAddress(spec.address, secret);
  const { callTimeoutMs = CALL_TIMEOUT_MS, concurrency, consistencyDelayMs } = spec.limits ?? {};
  return { system, address, secret, way: createWay({ ...spec, address }, secret), callTimeoutMs, concurrency, consistencyDelayMs, ...host };
}
