import { type Connector, connectDestination, createWay, type Destination, resolveAddress, resolveSecret } from '#libs/connector-kit';
import type { System } from '#libs/flow';

/** What whoever connects allows. */
export interface ConnectAllowance {
  readonly allowLoopback: boolean;
  readonly privateNetworks: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

const CALL_TIMEOUT_MS = 15_000;

/**
 * Opens one system of a workspace as a destination; nothing is sent yet. null when its connector only reads. Throws FailureError where the
 * address or a secret can't be read, and what the connector's schema throws where settings don't fit: check the workspace first.
 */
export function connectSystem(connector: Connector, system: System, allowance: ConnectAllowance): Destination | null {
  const { environment, ...allowed } = allowance;
  const { limits, settings } = system.spec;
  const secret = (reference: string): string => resolveSecret(reference, environment);
  const address = resolveAddress(system.spec.address, secret);
  const context = {
    system: system.metadata.name,
    address,
    secret,
    way: createWay({ ...system.spec, address }, secret),
    callTimeoutMs: limits?.callTimeoutMs ?? CALL_TIMEOUT_MS,
    concurrency: limits?.concurrency,
    consistencyDelayMs: limits?.consistencyDelayMs,
    ...allowed,
  };
  return connectDestination(connector, connector.settings.parse(settings), context) ?? null;
}
