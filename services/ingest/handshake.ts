import { registry as connectors } from '#connectors';
import type { Connector, RequestHeaders } from '#libs/connector-kit';
import type { Line } from '#libs/host';
import type { Answer } from './webhook.ts';

export type Handshake = (name: string, headers: RequestHeaders) => Answer;

/** Answers a sender that asks by OPTIONS whether it may send here, before it sends anything. */
export function createHandshake({ workspaces }: Pick<Line, 'workspaces'>): Handshake {
  return function handshake(name, headers) {
    const system = workspaces.current()?.systems.get(name);
    const connector: Connector | undefined = system && connectors.has(system.connector) ? connectors.get(system.connector) : undefined;
    const answer = system && connector?.webhook?.handshake?.(headers, connector.settings.parse(system.settings));
    return answer ?? { status: 405, headers: { allow: 'POST' }, reason: 'webhooks are taken by POST; nothing is agreed by OPTIONS here' };
  };
}
