import { type Connector, connectDestination, contextOf, type Destination, resolveSecret } from '#libs/connector-kit';
import type { System } from '#libs/flow';

/** What whoever connects allows. */
export interface ConnectAllowance {
  readonly allowLoopback: boolean;
  readonly privateNetworks: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Opens one system of a workspace as a destination; nothing is sent yet. null when its connector only reads. Throws FailureError where the
 * address or a secret can't be read, and what the connector's schema throws where settings don't fit: check the workspace first.
 */
export function connectSystem(connector: Connector, system: System, allowance: ConnectAllowance): Destination | null {
  const { environment, ...allowed } = allowance;
  const secret = (reference: string): string => resolveSecret(reference, environment);
  const context = contextOf(system.metadata.name, system.spec, { ...allowed, secret });
  return connectDestination(connector, connector.settings.parse(system.spec.settings), context) ?? null;
}
