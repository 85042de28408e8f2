import type { ConnectContext, Connector, Destination } from './contract.ts';
import { versionOfWay } from './way.ts';

/**
 * Opens a destination; nothing is sent yet. What signs in on the way to it (a client certificate, a user of the proxy) counts as a part of its
 * credential: what is held over a refused one goes on once it has changed. undefined when the connector only reads.
 */
export function connectDestination<S>(connector: Connector<S>, settings: S, context: ConnectContext): Destination | undefined {
  const destination = connector.connect?.(settings, context);
  const { way } = context;
  const [first] = way?.credentials ?? [];
  if (destination === undefined || way === undefined || first === undefined) return destination;
  const { credential } = destination;
  const ofSystem = (): string => destination.credentialVersion?.() ?? '';
  return {
    ...destination,
    credential: credential ?? first,
    credentialVersion: () => versionOfWay(way, ofSystem(), context.secret),
  };
}
